using System.Net;
using System.Net.Sockets;
using ActorServer.Server.Accepting;
using ActorServer.Server.Configuration;
using ActorServer.Tests.Shared;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServer.Server.Tests.Accepting;

public sealed class ListenerTests() : TestKit(Listener.AkkaConfig)
{
    private const int Pairs = 500;

    [Fact]
    public void Clients_are_handed_over_in_the_order_in_which_they_connected()
    {
        var service = CreateTestProbe();
        service.ChildActorOf(Listener.Props(new ListenSettings("127.0.0.1", 0, 16), NullLogger.Instance));
        var address = (IPEndPoint)service.ExpectMsg<Listener.ListenerBound>(SocketPair.Patience).Address;
        for (var i = 0; i < Pairs; i++)
        {
            // Two at once meet a listener that waits.
            using var first = Connect(address);
            using var second = Connect(address);
            Assert.Equal(first.LocalEndPoint, Peer());
            Assert.Equal(second.LocalEndPoint, Peer());
        }

        EndPoint Peer()
        {
            var client = service.ExpectMsg<Listener.Accepted>(SocketPair.Patience).Client;
            client.Socket.Dispose();
            return client.Peer;
        }
    }

    private static Socket Connect(IPEndPoint address)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(address);
        return client;
    }
}
