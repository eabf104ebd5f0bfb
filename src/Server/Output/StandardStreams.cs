using System.Text;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Output;

/// <summary>
/// The standard output and error of the server's process: two writers that know nothing of each other. What goes wrong with
/// standard output is said on standard error at once; what went wrong with that is said there when it can be.
/// </summary>
internal sealed class StandardStreams : IDisposable
{
    private const string Category = "ActorServer";

    // For each: a reader that lives takes what is left, and one that does not is not waited for.
    private static readonly TimeSpan LastLinesPatience = TimeSpan.FromSeconds(2);

    private readonly Lazy<OutputWriter> _output;
    private int _closed;

    public StandardStreams()
        : this(OutputDescriptor.StandardOutput, OutputDescriptor.StandardError)
    {
        // Also where somebody calls exit(3).
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
    }

    internal StandardStreams(IOutputDescriptor output, IOutputDescriptor error)
    {
        Error = new OutputWriter("standard-error", error, SayOfError);
        _output = new Lazy<OutputWriter>(() => new OutputWriter("standard-output", output, SayOfOutput));
    }

    /// <summary>How lines of the log are written, also those that are said here.</summary>
    public ILogFormat Format { get; set; } = LogFormats.Text;

    /// <summary>The last warnings of the log, also those that are said here.</summary>
    public WarningsLog Warnings { get; } = new(TimeProvider.System);

    /// <summary>What handlers print, and the listening lines.</summary>
    public OutputWriter Output => _output.Value;

    /// <summary>The log, and why the server cannot run.</summary>
    public OutputWriter Error { get; }

    /// <summary>
    /// Has all that this process prints go this way: what handlers print, and what they write to .NET's console, which would
    /// wait where nobody reads, fail where nothing can be written, and has one lock for both.
    /// </summary>
    public void Attach()
    {
        ServerOutput.RedirectTo(Output.WriteLine);
        Console.SetOut(ConsoleWriter(Output));
        Console.SetError(ConsoleWriter(Error));
    }

    /// <summary>Says why the server cannot run, or not any more: a line as any program's, unless whoever reads the log wants another form.</summary>
    public void SayAtTheEnd(string why)
    {
        if (Format == LogFormats.Text)
            Error.WriteLine($"actor-server: {why}");
        else
            Format.Write(Error, new LogEvent(LogLevel.Critical, Category, 0, why));
    }

    /// <summary>Writes what is left, for a short while at most.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
            return;
        if (_output.IsValueCreated && Output.Close(LastLinesPatience) is var lost and > 0)
            Say(LogLevel.Warning, $"standard output: dropped {lost} lines");
        Error.Close(LastLinesPatience);
    }

    private static StreamWriter ConsoleWriter(OutputWriter output) =>
        new(new OutputStream(output), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 4 * 1024) { AutoFlush = true };

    private void SayOfOutput(OutputTrouble trouble)
    {
        if (trouble.IsOver)
            Say(LogLevel.Information, $"standard output: can be written again; dropped {trouble.Dropped} lines");
        else
            Say(LogLevel.Warning, $"standard output: {trouble.Why}; what is printed is dropped until it can be written again");
    }

    private void SayOfError(OutputTrouble trouble)
    {
        if (trouble.IsOver)
            Say(LogLevel.Warning, $"standard error: dropped {trouble.Dropped} lines: {trouble.Why}");
    }

    private void Say(LogLevel level, string message)
    {
        var said = new LogEvent(level, Category, 0, message);
        Warnings.Note(said);
        Format.Write(Error, said);
    }
}
