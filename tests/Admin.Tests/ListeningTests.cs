using System.Net;
using System.Net.Sockets;
using ActorServer.Admin.Tests.Doubles;
using ActorServer.Monitoring;

namespace ActorServer.Admin.Tests;

public sealed class ListeningTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData("0.0.0.0:0")]
    [InlineData("[::]:0")]
    public async Task What_other_hosts_can_reach_needs_a_token(string listen)
    {
        var failure = await Assert.ThrowsAsync<IOException>(() => RunningAdmin.StartAsync(listen));
        Assert.StartsWith($"actor-server.admin.listen = {listen} can be reached from other hosts and needs actor-server.admin.token-file", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7789", "must be an address and its port")]
    [InlineData("127.0.0.1:99999", "must be an address and its port")]
    [InlineData("::1:7789", "names no host")]
    [InlineData("unix:relative", "must be an address and its port")]
    [InlineData("*:7789", "names no host")]
    public async Task What_is_no_address_is_an_error(string listen, string problem)
    {
        var failure = await Assert.ThrowsAsync<IOException>(() => RunningAdmin.StartAsync(listen));
        Assert.StartsWith($"actor-server.admin.listen = {listen} {problem}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_an_error()
    {
        await using var first = await RunningAdmin.StartAsync();
        var failure = await Assert.ThrowsAsync<IOException>(() => RunningAdmin.StartAsync(first.Address));
        Assert.Equal($"actor-server.admin.listen = {first.Address} is taken: somebody else listens there", failure.Message);
    }

    [Theory]
    [InlineData("localhost:0", "localhost:")]
    [InlineData("127.0.0.1:0", "127.0.0.1:")]
    public async Task It_tells_its_port(string listen, string start)
    {
        await using var admin = await RunningAdmin.StartAsync(listen);
        Assert.StartsWith(start, admin.Address, StringComparison.Ordinal);
        Assert.NotEqual(0, admin.Port);
        Assert.Equal("ok\n", await admin.Client.GetStringAsync("/healthz"));
    }

    [Theory]
    [InlineData("0.0.0.0:")]
    [InlineData("[::]:")]
    public async Task With_a_token_it_listens_on_all_addresses(string all)
    {
        await using var admin = await RunningAdmin.StartAsync(all + "0", _folder.Write("token", RunningAdmin.Token));
        Assert.StartsWith(all, admin.Address, StringComparison.Ordinal);
        Assert.Equal("ok\n", await admin.Client.GetStringAsync("/healthz"));
    }

    [Fact]
    public async Task Whoever_may_use_the_Unix_socket_may_do_all()
    {
        var path = _folder["s"];
        await using (var admin = await RunningAdmin.StartAsync("unix:" + path))
        {
            Assert.Equal("unix:" + path, admin.Address);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            using var answer = await admin.SendAsync(HttpMethod.Post, "/shutdown");
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
            var by = Assert.Single(admin.Control.Operators);
            Assert.Equal("socket", by.By);
            Assert.StartsWith($"unix:pid={Environment.ProcessId},uid=", by.From, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task A_stop_during_the_start_leaves_nothing()
    {
        var path = _folder["s"];
        await using (var application = new AdminApplication())
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => application.StartAsync(
                new AdminSettings("unix:" + path, "", []), new FakeServer(), new FakeControl(), new RecordedLog(), new CancellationToken(canceled: true)));
        }

        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task A_Unix_socket_that_was_left_behind_is_replaced_and_a_live_one_is_not()
    {
        var path = _folder["s"];
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(path));
            // Copied, as closing removes the file.
            File.Move(path, path + "-kept");
        }

        File.Move(path + "-kept", path);
        await using var admin = await RunningAdmin.StartAsync("unix:" + path);
        var failure = await Assert.ThrowsAsync<IOException>(() => RunningAdmin.StartAsync("unix:" + path));
        Assert.Equal($"actor-server.admin.listen = unix:{path} is taken: somebody else listens there", failure.Message);
        Assert.Equal("ok\n", await admin.Client.GetStringAsync("/healthz"));
    }

    [Fact]
    public async Task Another_sites_page_gets_nothing_of_a_Unix_socket_either()
    {
        await using var admin = await RunningAdmin.StartAsync("unix:" + _folder["s"]);
        using var origin = await admin.SendAsync(HttpMethod.Post, "/shutdown", null, null, ("Origin", "http://evil.example"));
        using var host = await admin.SendAsync(HttpMethod.Post, "/shutdown", null, null, ("Host", "evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, origin.StatusCode);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, host.StatusCode);
        Assert.Empty(admin.Control.Calls);
    }

    public void Dispose() => _folder.Dispose();
}
