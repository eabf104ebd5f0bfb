using System.Net.Sockets;
using ActorServer.Native.Sockets;
using ActorServer.Serving.Pumping;
using ActorServer.Serving.Streams;
using ActorServer.Tests.Shared;

namespace ActorServer.Serving.Tests.Pumping;

/// <summary>The same where a worker of this machine has one end of a pair.</summary>
public abstract class LocalPumpContract : PumpContract
{
    private readonly LocalPair _pair = LocalPair.Make();
    private readonly SocketCounts _counts = new();

    protected LocalPumpContract()
    {
        // A worker has a descriptor of its own, and the server keeps the other.
        Worker = SocketDuplicate.Take(_pair.HandlersSocket);
        Worker.ReceiveTimeout = (int)Patience.TotalMilliseconds;
    }

    protected override Socket Worker { get; }

    private protected override IPump Start() => Serving.Pumping.Pump.Start(new AsynchronousSocketStream(Servers, _counts), _pair);

    private protected override void CheckCounts(long each) => Assert.Equal((each, each), (_counts.Received, _counts.Sent));

    [Fact]
    public async Task A_handler_that_takes_nothing_more_ends_the_way_to_it_alone()
    {
        _ = Pump;
        Worker.Shutdown(SocketShutdown.Receive);
        Clients.Send("hello"u8);
        Assert.Equal(WayEnd.HandlerLost, await Pump.FromClient.WaitAsync(Patience));
        Worker.Send("bye"u8);
        SocketPair.Receive(Clients, 3);
    }
}
