using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using ActorServer.EndToEnd.Tests.Harness;

namespace ActorServer.Embedding.Tests;

/// <summary>An application that embeds a server, as a process of its own. Disposing demands that it has ended and left nothing behind.</summary>
internal sealed partial class ProgramUnderTest : IAsyncDisposable
{
    private static readonly string[] Inherited = ["PATH", "HOME", "USER", "LANG"];

    private readonly Process _process;
    private readonly TemporaryDirectory _temporary = new();

    private ProgramUnderTest(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, program), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.Environment.Clear();
        foreach (var name in Inherited)
            start.Environment[name] = Environment.GetEnvironmentVariable(name);
        start.Environment["TMPDIR"] = _temporary.Path;
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        // Otherwise its socket would be a file that is left where the process is killed.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        _process = Process.Start(start)!;
        _ = new OutputReader(_process.StandardOutput, Output.Add);
        _ = new OutputReader(_process.StandardError, Errors.Add);
    }

    public OutputLines Output { get; } = new();

    public OutputLines Errors { get; } = new();

    public int Pid => _process.Id;

    /// <summary>Where its page is.</summary>
    public Uri Page => new(Found(PageLine()));

    /// <summary>The port of its service.</summary>
    public int Port => int.Parse(Found(ServiceLine()), CultureInfo.InvariantCulture);

    public IReadOnlyList<int> Workers => ProcessTable.Descendants(Pid);

    public static ProgramUnderTest Start(string program, params string[] arguments) => new(program, arguments);

    public static async Task<ProgramUnderTest> StartAsync(string program, params string[] arguments)
    {
        var started = Start(program, arguments);
        try
        {
            await Eventually.HoldsAsync("it listens", Deadlines.Start, () => started._process.HasExited || started.Output.All.Any(line => PageLine().IsMatch(line)), started.ToString);
            Assert.False(started._process.HasExited, $"it has ended instead: {started}");
            return started;
        }
        catch
        {
            Signal.SendIfRunning(started.Pid, Signal.Kill);
            await started.DisposeAsync();
            throw;
        }
    }

    public async Task<int> EndAsync()
    {
        await Task.WhenAll(_process.WaitForExitAsync(), Output.Ended, Errors.Ended).WaitAsync(Deadlines.End);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_process.HasExited)
                Signal.Send(Pid, Signal.Terminate);
            await EndAsync();
            await Eventually.HoldsAsync("no process is left", Deadlines.End, () => _temporary.Processes.Count == 0, ToString);
            Assert.Empty(_temporary.Content);
        }
        finally
        {
            foreach (var survivor in _temporary.Processes)
                Signal.SendIfRunning(survivor, Signal.Kill);
            _process.Dispose();
            _temporary.Dispose();
        }
    }

    public override string ToString() => $"stdout:\n{Output}\nstderr:\n{Errors}";

    private string Found(Regex line) => Output.All.Select(one => line.Match(one)).First(match => match.Success).Groups[1].Value;

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex PageLine();

    [GeneratedRegex(@"listening: service=\S+ address=127\.0\.0\.1:(\d+) ")]
    private static partial Regex ServiceLine();
}
