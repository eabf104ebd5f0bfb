using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>A service with several addresses, and the files of its Unix sockets.</summary>
public sealed class UnixSocketFilesTests(ITestOutputHelper output) : ServerTest(output)
{
    [Fact]
    public async Task A_service_listens_on_all_of_its_addresses_and_says_so_a_line_each()
    {
        var path = NewPath();
        var server = await StartProfileAsync(Profile("thread", "log", $"\"127.0.0.1:0\", \"unix:{path}\", \"127.0.0.2:0\""), services: 1);
        await Eventually.HoldsAsync("there are three lines", Deadlines.Step, () => server.Addresses.Count == 3, server.ToString);
        Assert.Matches(@"^127\.0\.0\.1:[1-9]\d*$", server.Addresses[0]);
        Assert.Equal($"unix:{path}", server.Addresses[1]);
        Assert.Matches(@"^127\.0\.0\.2:[1-9]\d*$", server.Addresses[2]);

        var tcp = await ConnectAsync(server.Port);
        await tcp.SendAsync("over tcp\n");
        tcp.EndSending();
        Assert.Equal("", await tcp.ReadTextToEndAsync());
        using var unix = await UnixClient.ConnectAsync(path);
        await unix.SendAsync("at a socket\n"u8.ToArray());
        unix.EndSending();
        Assert.Empty(await unix.ReadToEndAsync());
        await Eventually.HoldsAsync(
            "the handler shows who they are", Deadlines.Step,
            () => server.Output.All.Any(line => line == $"recv [{tcp.Address}]: over tcp\\n")
                && server.Output.All.Any(line => line.StartsWith($"recv [unix:pid={Environment.ProcessId},uid=", StringComparison.Ordinal)),
            server.ToString);
    }

    [Theory]
    [InlineData("event")]
    [InlineData("process")]
    public async Task A_drain_removes_the_file_at_once_and_lets_the_client_finish(string variant)
    {
        var path = NewPath();
        var server = await StartProfileAsync(Profile(variant, "echo", $"\"unix:{path}\""), services: 1);
        using var client = await UnixClient.ConnectAsync(path);
        Assert.Equal("hello", await client.AskAsync("hello"));
        server.Send(Signal.Terminate);
        await server.LoggedAsync("draining: connections=1");
        Assert.False(File.Exists(path));
        Assert.Equal("still here", await client.AskAsync("still here"));
        client.EndSending();
        Assert.Empty(await client.ReadToEndAsync());
        Assert.Equal(0, await server.WaitForExitAsync(Deadlines.End));
        Assert.Equal("peer-closed", Assert.Single(server.Closed).Reason);
    }

    [Fact]
    public async Task A_server_that_was_killed_leaves_a_file_that_the_next_one_replaces_but_a_live_one_keeps_its_own()
    {
        var path = NewPath();
        var profile = Profile("thread", "echo", $"\"unix:{path}\"");
        var temporary = NewTemporaryDirectory();
        var file = Keep(new ProfileFile(profile));
        var killed = ServerProcess.Spawn(ServerArguments.For(file), temporary);
        await Eventually.HoldsAsync("it listens", Deadlines.Start, () => killed.Listening.Count == 1, killed.ToString);
        killed.Send(Signal.Kill);
        await killed.WaitForExitAsync(Deadlines.End);
        Assert.True(File.Exists(path));

        var server = await StartProfileAsync(profile, services: 1);
        await using var second = ServerProcess.Spawn(ServerArguments.For(file), NewTemporaryDirectory());
        Assert.Equal(1, await second.WaitForExitAsync(Deadlines.Start));
        Assert.Contains($"actor-server: service default: cannot listen on unix:{path}: Address already in use", second.Errors.All);
        using var client = await UnixClient.ConnectAsync(path);
        Assert.Equal("hello", await client.AskAsync("hello"));
        _ = server;
    }

    [Fact]
    public async Task A_file_that_is_no_socket_is_left_alone_and_said()
    {
        var path = NewPath();
        await File.WriteAllTextAsync(path, "precious");
        var file = Keep(new ProfileFile(Profile("thread", "echo", $"\"unix:{path}\"")));
        foreach (var command in new[] { "run", "check" })
        {
            await using var server = ServerProcess.Spawn([command, .. ServerArguments.For(file)], NewTemporaryDirectory());
            Assert.Equal(1, await server.WaitForExitAsync(Deadlines.Start));
            Assert.Contains($"actor-server: service default: cannot listen on unix:{path}: a file that is no socket stands there, and is not removed", server.Errors.All);
        }

        Assert.Equal("precious", await File.ReadAllTextAsync(path));
    }

    [Fact]
    public async Task Its_mode_says_who_may_connect()
    {
        var path = NewPath();
        await StartProfileAsync(Profile("thread", "echo", $"\"unix:{path}\"", "unix.mode = \"0600\""), services: 1);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [FactForRoot]
    public async Task Its_owner_may_connect_and_another_user_may_not()
    {
        var path = NewPath();
        File.SetUnixFileMode(Path.GetDirectoryName(path)!, (UnixFileMode)0x1ED);
        var server = await StartProfileAsync(Profile("thread", "echo", $"\"unix:{path}\"", "unix { mode = \"0600\", owner = nobody, group = \"12345\" }"), services: 1);
        Assert.Equal(0, await ConnectAsAsync("nobody", path));
        Assert.NotEqual(0, await ConnectAsAsync("daemon", path));
        await Eventually.HoldsAsync("its user is named", Deadlines.Step, () => server.Opened.Count == 1 && server.Opened[0].Peer.EndsWith(",uid=65534", StringComparison.Ordinal), server.ToString);
    }

    [Fact]
    public async Task A_port_on_the_command_line_beside_addresses_is_wrong_usage()
    {
        var file = Keep(new ProfileFile("actor-server.services.default.listen.addresses = [\"127.0.0.1:0\"]"));
        await using var server = ServerProcess.Spawn(["--profile", file.Path, "--port", "0"], NewTemporaryDirectory());
        Assert.Equal(2, await server.WaitForExitAsync(Deadlines.Start));
        Assert.StartsWith(
            "actor-server: actor-server.services.default.listen.port = 0 in --port 0 is not allowed: where listen.addresses is set it says where to listen",
            Assert.Single(server.Errors.All), StringComparison.Ordinal);
    }

    [FactWith("/usr/bin/socat")]
    public async Task An_ordinary_client_of_Unix_sockets_is_served()
    {
        var path = NewPath();
        await StartProfileAsync(Profile("process", "echo", $"\"unix:{path}\""), services: 1);
        using var socat = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("/usr/bin/socat", ["-t60", "-", $"UNIX-CONNECT:{path}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        await socat.StandardInput.WriteAsync("hello\n");
        socat.StandardInput.Close();
        Assert.Equal("hello\n", await socat.StandardOutput.ReadToEndAsync().WaitAsync(Deadlines.Step));
        await socat.WaitForExitAsync().WaitAsync(Deadlines.Step);
    }

    private static string Profile(string variant, string handler, string addresses, string more = "") =>
        $$"""
        actor-server.services.default {
          isolation = {{Variant.Isolation(variant)}}
          handler.type = {{handler}}
          listen { addresses = [{{addresses}}], {{more}} }
        }
        """;

    private static async Task<int> ConnectAsAsync(string user, string path)
    {
        using var process = System.Diagnostics.Process.Start(
            FactForRootAttribute.Program,
            ["--reuid", user, "--clear-groups", "/usr/bin/python3", "-c", "import socket,sys; s=socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); s.sendall(b'x'); s.recv(1)", path]);
        await process.WaitForExitAsync().WaitAsync(Deadlines.Step);
        return process.ExitCode;
    }

    private string NewPath() => Path.Combine(NewTemporaryDirectory().Path, "x.sock");
}
