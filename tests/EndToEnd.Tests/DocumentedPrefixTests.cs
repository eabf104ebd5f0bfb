using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>The commands as docs/operations.md has them: each does what is said of it.</summary>
public sealed class DocumentedPrefixTests(ITestOutputHelper output) : ServerTest(output)
{
    private static string Repository { get; } = Path.GetFullPath("../..", Path.GetDirectoryName(ThisFile())!);

    [FactWithProgram("bwrap", "--ro-bind / / --dev /dev --proc /proc --unshare-net --unshare-pid true")]
    public async Task Behind_the_documented_bwrap_a_worker_serves_and_sees_nothing_of_the_servers_files_network_and_processes()
    {
        using var service = new TcpListener(IPAddress.Loopback, 0);
        service.Start();
        // The document wants the server's directory for temporary files to be elsewhere.
        var temporary = Keep(new TemporaryDirectory("/var/tmp"));
        var profile = Keep(new ProfileFile(
            $"""
            {ProfileFile.WithHandler("process", BuiltOutput.PluginType("HostileHandler"), BuiltOutput.Plugin)}
            actor-server.backends.process.command-prefix = [{string.Join(", ", DocumentedWords())}]
            actor-server.backends.process.byte-path = relay
            """));
        var server = await StartAsync(temporary, ServerArguments.For(profile));
        var client = await ConnectAsync(server);

        Assert.Equal("hello", await client.AskAsync("hello"));
        Assert.Equal("False", await client.AskAsync($"see {profile.Path}"));
        Assert.Equal("False", await client.AskAsync($"write /var/tmp/{Guid.NewGuid():N}"));
        Assert.Equal("False", await client.AskAsync($"see /proc/{server.Pid}"));
        Assert.StartsWith("not connected: ", await client.AskAsync($"connect {((IPEndPoint)service.LocalEndpoint).Port}"), StringComparison.Ordinal);
        Assert.False(service.Pending());
        Assert.Contains("byte-path=relay", await server.LoggedAsync("workers: "), StringComparison.Ordinal);
    }

    [SkippableTheory("prlimit")]
    [InlineData("setpriv", "status", "NoNewPrivs:\t1")]
    [InlineData("prlimit", "limits", "Max open files            256 ")]
    [InlineData("prlimit", "limits", "Max cpu time              60 ")]
    public async Task Behind_it_a_worker_is_bound_as_the_document_says(string program, string table, string expected)
    {
        var server = await StartBehindAsync(Documented(program));
        var client = await ConnectAsync(server);
        var worker = (await WhoAmI.AskAsync(client)).Pid;
        Assert.Contains(expected, await File.ReadAllTextAsync($"/proc/{worker}/{table}"), StringComparison.Ordinal);
    }

    [FactWithProgram("ionice", "-c3 true")]
    public async Task Behind_ionice_a_worker_uses_the_disk_when_nobody_else_does()
    {
        var server = await StartBehindAsync(Documented("ionice"));
        var client = await ConnectAsync(server);
        var worker = (await WhoAmI.AskAsync(client)).Pid;
        using var asked = Process.Start(new ProcessStartInfo("ionice", ["-p", $"{worker}"]) { RedirectStandardOutput = true })!;
        Assert.Equal("idle", (await asked.StandardOutput.ReadToEndAsync()).Trim());
        await asked.WaitForExitAsync();
    }

    [FactWithProgram("systemd-run", "--scope --quiet -p MemoryMax=300M true")]
    public async Task Behind_systemd_run_a_worker_has_a_control_group_with_a_bound()
    {
        var server = await StartBehindAsync(Documented("systemd-run"));
        var client = await ConnectAsync(server);
        var worker = (await WhoAmI.AskAsync(client)).Pid;
        var group = (await File.ReadAllTextAsync($"/proc/{worker}/cgroup")).Trim().Split("::")[1];
        Assert.Equal($"{300 << 20}", (await File.ReadAllTextAsync($"/sys/fs/cgroup{group}/memory.max")).Trim());
    }

    private Task<ServerProcess> StartBehindAsync(string[] words) =>
        StartAsync("process", "chaos", $"backends.process.command-prefix=[{string.Join(", ", words)}]");

    // The words as they stand in the document, quoted where they are.
    private static string[] Documented(string program)
    {
        var line = Lines().Single(line => line.Contains($"`[{program}, ", StringComparison.Ordinal) && line.StartsWith("| `[", StringComparison.Ordinal));
        var begin = line.IndexOf($"`[{program}, ", StringComparison.Ordinal) + 2;
        return line[begin..line.IndexOf(']', begin)].Split(", ");
    }

    private static IEnumerable<string> Lines() => File.ReadLines(Path.Combine(Repository, "docs/operations.md"));

    private static string[] DocumentedWords()
    {
        Assert.Contains("`byte-path = relay`", Lines().Single(line => line.StartsWith("| `[bwrap, ", StringComparison.Ordinal)), StringComparison.Ordinal);
        var words = Documented("bwrap");
        if (!Repository.StartsWith("/tmp/", StringComparison.Ordinal))
            return words;
        // What has been built here has to be seen where /tmp is another one.
        var place = Array.IndexOf(words, "/tmp") + 1;
        return [.. words[..place], "--ro-bind", Repository, Repository, .. words[place..]];
    }

    private static string ThisFile([CallerFilePath] string file = "") => file;
}
