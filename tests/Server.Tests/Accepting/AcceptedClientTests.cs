using System.Net.Sockets;
using ActorServer.Native.Sockets;
using ActorServer.Server.Accepting;
using ActorServer.Tests.Shared;

namespace ActorServer.Server.Tests.Accepting;

/// <summary>A client that is held, on a real socket.</summary>
public sealed class AcceptedClientTests : IDisposable
{
    private readonly SocketPair _pair = new();

    [Fact]
    public void One_that_half_closes_is_not_gone_and_is_probed_from_then_on()
    {
        var client = AcceptedClient.Of(_pair.Accepted);
        Assert.False(client.IsGone());
        Assert.False(KeepAlive.IsOn(_pair.Accepted));
        _pair.Peer.Shutdown(SocketShutdown.Send);
        _pair.Await(info => info.State == TcpState.CloseWait, "the client's FIN");
        Assert.False(client.IsGone());
        Assert.True(KeepAlive.IsOn(_pair.Accepted));
        Assert.Equal(KeepAlive.AfterFin, KeepAlive.Of(_pair.Accepted));
    }

    [Fact]
    public void One_that_has_closed_is_gone_when_it_knows_nothing_of_the_connection_any_more()
    {
        var client = AcceptedClient.Of(_pair.Accepted);
        new KeepAlive(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), 3).SetOn(_pair.Accepted);
        _pair.ForgetSoonAfterClosing();
        _pair.Peer.Close();
        Assert.True(SpinWait.SpinUntil(client.IsGone, SocketPair.Patience));
    }

    public void Dispose() => _pair.Dispose();
}
