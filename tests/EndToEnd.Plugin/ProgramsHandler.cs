using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ActorServer.EndToEnd.Plugin;

/// <summary>
/// A user's handler that starts programs and uses its standard input without another thought: a line is what to do, and the
/// answer a line too.
/// </summary>
public sealed partial class ProgramsHandler : StreamHandler
{
    private const int SetStatusFlags = 4;
    private const int NonBlocking = 0x800;

    /// <inheritdoc/>
    public override async Task HandleAsync(Stream stream, ConnectionInfo connection, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var reader = new StreamReader(stream);
        await using var writer = new StreamWriter(stream) { AutoFlush = true, NewLine = "\n" };
        while (await reader.ReadLineAsync(cancellation) is { } line)
            await writer.WriteLineAsync(Do(line));
    }

    private static string Do(string line) => line.Split(' ') switch
    {
        ["read-line"] => Console.ReadLine() ?? "end of input",
        ["non-blocking"] => SetFlags(0, SetStatusFlags, NonBlocking).ToString(CultureInfo.InvariantCulture),
        ["start", var program, .. var arguments] => Start(program, arguments),
        _ => line,
    };

    // It inherits standard input, as any program does.
    private static string Start(string program, string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        return process.Id.ToString(CultureInfo.InvariantCulture);
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int SetFlags(int descriptor, int command, int flags);
}
