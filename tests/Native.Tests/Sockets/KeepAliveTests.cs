using System.Net;
using System.Net.Sockets;
using ActorServer.Native.Sockets;
using ActorServer.Tests.Shared;

namespace ActorServer.Native.Tests.Sockets;

public sealed class KeepAliveTests : IDisposable
{
    private static readonly KeepAlive Often = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), 2);
    private static readonly KeepAlive Seldom = new(TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(50), 5);

    private readonly SocketPair _pair = new();

    [Fact]
    public void What_is_set_on_a_listening_socket_accepted_ones_inherit()
    {
        using var listening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Seldom.SetOn(listening);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen();
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listening.LocalEndPoint!);
        using var accepted = listening.Accept();
        Assert.True(KeepAlive.IsOn(accepted));
        Assert.Equal(Seldom, KeepAlive.Of(accepted));
    }

    [Fact]
    public void Probing_at_least_so_often_switches_it_on_where_it_is_off()
    {
        Assert.False(KeepAlive.IsOn(_pair.Accepted));
        Often.SetAtLeastOn(_pair.Accepted);
        Assert.True(KeepAlive.IsOn(_pair.Accepted));
        Assert.Equal(Often, KeepAlive.Of(_pair.Accepted));
    }

    [Fact]
    public void Probing_at_least_so_often_never_makes_it_rarer()
    {
        Often.SetOn(_pair.Accepted);
        Seldom.SetAtLeastOn(_pair.Accepted);
        Assert.Equal(Often, KeepAlive.Of(_pair.Accepted));
    }

    [Fact]
    public void A_client_that_has_reset_is_left_alone()
    {
        SocketPair.Abort(_pair.Peer);
        _pair.Await(info => info.State == TcpState.Close, "the client's reset");
        Often.SetAtLeastOn(_pair.Accepted);
    }

    public void Dispose() => _pair.Dispose();
}
