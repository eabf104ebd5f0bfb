using System.Diagnostics;
using System.Runtime.CompilerServices;
using ActorServer.Server.CommandLine;

namespace ActorServer.Server.Tests.CommandLine;

public sealed class CompletionsTests
{
    private static string Folder => Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../deploy/completions");

    [Theory]
    [InlineData("bash", "actor-server.bash")]
    [InlineData("zsh", "_actor-server")]
    public async Task The_files_are_what_the_command_prints(string shell, string file)
    {
        var output = new StringWriter();
        Assert.Equal(0, await new Cli((_, _) => Task.FromResult(7), output, _ => { }).RunAsync(["completion", shell]));
        Assert.True(output.ToString() == await File.ReadAllTextAsync(Path.Combine(Folder, file)), $"actor-server completion {shell} > deploy/completions/{file}");
    }

    [Theory]
    [InlineData("", "check")]
    [InlineData("c", "check ctl cluster completion")]
    [InlineData("cluster ", "init")]
    [InlineData("ctl re", "resume reload")]
    [InlineData("ctl log-level d", "debug")]
    [InlineData("ctl log-level --", "--admin --token-file --json")]
    [InlineData("run --profile in", "inline internet")]
    [InlineData("ctl pause --admin x --j", "--json")]
    [InlineData("check --port ", "")]
    [InlineData("completion ", "bash zsh")]
    public async Task Bash_completes(string line, string words)
    {
        var typed = line.Split(' ');
        // The script as it is; the words come as if bash had cut the line.
        var text = $"source {Path.Combine(Folder, "actor-server.bash")}; COMP_WORDS=(actor-server {string.Join(' ', typed.Select(word => $"'{word}'"))}); COMP_CWORD={typed.Length}; _actor_server; echo \"${{COMPREPLY[*]}}\"";
        using var bash = Process.Start(new ProcessStartInfo("bash", ["--norc", "-c", text]) { RedirectStandardOutput = true, WorkingDirectory = "/proc/self/fdinfo" })!;
        var found = (await bash.StandardOutput.ReadToEndAsync()).Trim();
        if (line.Length == 0)
            Assert.Contains(words, found, StringComparison.Ordinal);
        else
            Assert.Equal(words, found);
    }

    private static string ThisFile([CallerFilePath] string file = "") => file;
}
