using System.Diagnostics;

namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>What a program has printed that was run to its end.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Errors)
{
    /// <summary>Whether the program is there.</summary>
    public static bool IsThere(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists(Path.Combine(directory, program)));

    /// <summary>Runs it. Its input is the text, and then stays open until it ends if <paramref name="until"/> has to come first.</summary>
    public static async Task<ProgramRun> OfAsync(string program, string[] arguments, string input = "", string? until = null)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync();
            await process.StandardInput.WriteAsync(input);
            await process.StandardInput.FlushAsync();
            var output = until is null ? "" : await ReadUntilAsync(process.StandardOutput, until).WaitAsync(Deadlines.Step);
            process.StandardInput.Close();
            output += await process.StandardOutput.ReadToEndAsync().WaitAsync(Deadlines.Step);
            await process.WaitForExitAsync().WaitAsync(Deadlines.Step);
            return new ProgramRun(process.ExitCode, output, await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    private static async Task<string> ReadUntilAsync(StreamReader output, string until)
    {
        var text = "";
        while (!text.Contains(until, StringComparison.Ordinal) && await output.ReadLineAsync() is { } line)
            text += line + "\n";
        return text;
    }
}
