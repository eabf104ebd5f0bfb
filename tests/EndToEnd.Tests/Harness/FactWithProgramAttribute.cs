using System.ComponentModel;
using System.Diagnostics;

namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>A test that needs a program which is not everywhere, or not allowed everywhere: skipped where this command fails.</summary>
internal sealed class FactWithProgramAttribute : FactAttribute
{
    public FactWithProgramAttribute(string program, string arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
                Skip = $"{program} {arguments} fails here: {error.Trim()}";
        }
        catch (Win32Exception failure)
        {
            Skip = $"{program} cannot be run here: {failure.Message}";
        }
    }
}
