using ActorServer.Control.Asking;
using Spectre.Console;

namespace ActorServer.Control.Top;

/// <summary>Runs <c>top</c> on this process's terminal, or prints one frame where there is none. <c>NO_COLOR</c> is honoured by Spectre.Console.</summary>
internal static class TopTerminal
{
    /// <summary>Returns when a key or a signal ends it.</summary>
    /// <param name="server">What is watched.</param>
    /// <param name="output">Takes the frame where there is no terminal.</param>
    /// <param name="cancellation">Ends it; the terminal is then as it was.</param>
    public static async Task RunAsync(AdminClient server, TextWriter output, CancellationToken cancellation)
    {
        if (Console.IsOutputRedirected || Console.IsInputRedirected)
        {
            await new TopRun(server, Plain(output), () => null).RunAsync(isTerminal: false, cancellation).ConfigureAwait(false);
            output.WriteLine();
            return;
        }

        Console.TreatControlCAsInput = true;
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        await new TopRun(server, console, () => Console.KeyAvailable ? Console.ReadKey(intercept: true) : null).RunAsync(isTerminal: true, cancellation).ConfigureAwait(false);
    }

    /// <summary>A console for text alone.</summary>
    public static IAnsiConsole Plain(TextWriter output) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = AnsiSupport.No,
        ColorSystem = ColorSystemSupport.NoColors,
        Out = new AnsiConsoleOutput(output),
    });
}
