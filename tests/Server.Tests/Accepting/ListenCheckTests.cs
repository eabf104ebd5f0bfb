using ActorServer.Server.Settings;
using ActorServer.Server.Tests.Configuration;


namespace ActorServer.Server.Tests.Accepting;

public class ListenCheckTests
{
    [Theory]
    [InlineData("127.0.0.1", null)]
    [InlineData("localhost", null)]
    [InlineData("0.0.0.0", null)]
    [InlineData("192.0.2.1", "service default: cannot listen on 192.0.2.1:7788: ")]
    [InlineData("no-such-host.invalid", "service default: cannot resolve no-such-host.invalid: ")]
    public async Task A_host_that_cannot_be_listened_on_is_named(string host, string? error)
    {
        var said = await CheckAsync($"actor-server.services.default.listen.host = \"{host}\"");
        if (error is null)
            Assert.Null(said);
        else
            Assert.StartsWith(error, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_no_error()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        Assert.Null(await CheckAsync($"actor-server.services.default.listen.port = {((System.Net.IPEndPoint)taken.LocalEndpoint).Port}"));
    }

    [Fact]
    public async Task Two_names_of_one_address_clash()
    {
        var name = Environment.MachineName;
        var profile = $"actor-server.services {{ a {{ listen.host = \"{name}\" }}, b {{ listen.host = \"{name}.\" }} }}";
        var said = await CheckAsync(profile);
        // Where the machine's own name has no address, or not with a dot, the start would fail for that.
        Assert.True(said is not null && (said.Contains("want the same port", StringComparison.Ordinal) || said.Contains("cannot", StringComparison.Ordinal)), said);
    }

    private static Task<string?> CheckAsync(string profile) => ListenCheck.FirstErrorAsync(TestSettings.Of(profile).Services, CancellationToken.None);
}
