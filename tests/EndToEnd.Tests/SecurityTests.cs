using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>
/// Who can reach the server's own sockets: nobody, as they have no name, by TCP or in a directory. What code inside a worker could
/// do to the server's actors is tested with the transport.
/// </summary>
public sealed class SecurityTests(ITestOutputHelper output) : ServerTest(output)
{
    [Theory]
    [ClassData(typeof(EveryProfile))]
    public async Task No_tcp_port_is_open_but_the_services(string profile)
    {
        var server = await StartAsync(profile, "echo");
        var client = await ConnectAsync(server);
        Assert.Equal("x", await client.AskAsync("x"));

        Assert.Equal([server.Port], ListeningPorts.Of(server.Pid));
        Assert.All(server.Workers, worker => Assert.Empty(ListeningPorts.Of(worker)));
    }

    [Theory]
    [InlineData("process")]
    // Without workers the runtime has sockets of its own, for dotnet-trace and debuggers.
    [InlineData("thread", "diagnostics=off")]
    public async Task There_is_no_socket_to_connect_to_nor_a_file_nor_a_name(string profile, params string[] settings)
    {
        var temporary = NewTemporaryDirectory();
        var server = await StartAsync(temporary, ServerArguments.For(profile, "chaos", settings));
        await WhoAmI.AskAsync(await ConnectAsync(server));

        Assert.Empty(temporary.Content);
        Assert.All([server.Pid, .. server.Workers], process => Assert.Empty(ListeningPorts.UnixNamesOf(process)));
    }

    [Fact]
    public async Task What_a_handler_is_told_is_not_on_its_workers_command_line_nor_in_its_environment()
    {
        var server = await StartProfileAsync(
            ProfileFile.WithHandler("process", BuiltOutput.PluginType("ShoutingHandler"), BuiltOutput.Plugin, "suffix = s3cret"), services: 1);
        Assert.Equal("HELLOs3cret", await (await ConnectAsync(server)).AskAsync("hello"));

        foreach (var worker in server.Workers)
            Assert.DoesNotContain("s3cret", await File.ReadAllTextAsync($"/proc/{worker}/cmdline") + await File.ReadAllTextAsync($"/proc/{worker}/environ"), StringComparison.Ordinal);
    }

    // Of these several processes have one each, whose names are the same.
    private static bool IsOneOfItsKind(string target) =>
        !target.StartsWith("anon_inode:", StringComparison.Ordinal) && !target.StartsWith("/dev/", StringComparison.Ordinal)
        && !target.StartsWith("/memfd:", StringComparison.Ordinal) && Path.GetExtension(target) != ".dll";

    [Theory]
    [InlineData("process")]
    [InlineData("process+managed")]
    public async Task A_worker_shares_with_the_server_its_clients_socket_and_its_output_pipes_and_nothing_else(string variant)
    {
        var server = await StartAsync(variant, "chaos");
        var client = await ConnectAsync(server);
        var pid = (await WhoAmI.AskAsync(client)).Pid;

        // A socket, pipe or file is shared if both have it; what a worker opens itself is its own.
        var shared = ProcessTable.DescriptorTargets(pid).Where(IsOneOfItsKind).Intersect(ProcessTable.DescriptorTargets(server.Pid)).ToHashSet();
        var output = new[] { 1, 2 }.Select(descriptor => ProcessTable.DescriptorTarget(pid, descriptor)!).ToHashSet();

        Assert.Superset(output, shared);
        Assert.All(output, target => Assert.StartsWith("pipe:", target, StringComparison.Ordinal));
        Assert.StartsWith("socket:", Assert.Single(shared.Except(output)), StringComparison.Ordinal);
        Assert.Equal("still here", await client.AskAsync("echo still here"));
    }
}
