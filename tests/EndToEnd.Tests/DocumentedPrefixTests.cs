using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>The command with <c>bwrap</c> as docs/operations.md has it: it does what is said of it.</summary>
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

    private static string[] DocumentedWords()
    {
        const string Begin = "| `[bwrap, ";
        var line = File.ReadLines(Path.Combine(Repository, "docs/operations.md")).Single(line => line.StartsWith(Begin, StringComparison.Ordinal));
        Assert.Contains("`byte-path = relay`", line, StringComparison.Ordinal);
        string[] words = ["bwrap", .. line[Begin.Length..line.IndexOf(']', StringComparison.Ordinal)].Split(", ")];
        if (!Repository.StartsWith("/tmp/", StringComparison.Ordinal))
            return words;
        // What has been built here has to be seen where /tmp is another one.
        var place = Array.IndexOf(words, "/tmp") + 1;
        return [.. words[..place], "--ro-bind", Repository, Repository, .. words[place..]];
    }

    private static string ThisFile([CallerFilePath] string file = "") => file;
}
