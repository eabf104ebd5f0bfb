using System.Net.Sockets;
using ActorServer.Native.Sockets;
using ActorServer.Serving.Legs;
using ActorServer.Serving.Pumping;
using ActorServer.Serving.Tests.Pumping;
using ActorServer.Tests.Shared;

namespace ActorServer.Serving.Tests.Legs;

/// <summary>A client over TCP, whose handler is at the far end of a leg.</summary>
public sealed class KernelPumpTests : PumpContract
{
    private readonly SocketPair _client = new();
    private readonly SocketPair _leg = new();
    private readonly PumpThreads _threads = new();

    public KernelPumpTests()
    {
        Worker = SocketDuplicate.Take(_leg.Accepted);
        Worker.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        LegOptions.Set(_leg.Accepted, Patience);
        LegOptions.Set(_leg.Peer, Patience);
    }

    protected override Socket Servers => _client.Accepted;

    protected override Socket Clients => _client.Peer;

    protected override Socket Worker { get; }

    protected override void ClientResets() => SocketPair.Abort(_client.Peer);

    private protected override IPump Start() => _threads.Lead(_client.Accepted, _leg.Peer);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _threads.Dispose();
        _client.Dispose();
        _leg.Dispose();
    }

    [Fact]
    public async Task A_leg_that_is_reset_has_passed_on_what_came_before()
    {
        Worker.Send("half an ans"u8);
        _leg.Await(info => info.Unacked == 0, "all of it at the front");
        Worker.Dispose();
        SocketPair.Abort(_leg.Accepted);
        Assert.Equal(WayEnd.HandlerLost, await Pump.FromHandler.WaitAsync(Patience));
        Assert.Equal(WayEnd.HandlerLost, await Pump.FromClient.WaitAsync(Patience));
        SocketPair.Receive(Clients, 11);
        Assert.Equal(0, Clients.Available);
    }

    [Fact]
    public async Task A_handler_that_has_ended_and_leaves_input_unread_has_ended_all_the_same()
    {
        Worker.Send("answer"u8);
        Worker.Shutdown(SocketShutdown.Send);
        _leg.Await(info => info.State == TcpState.FinWait2, "the end at the front");
        Worker.Dispose();
        SocketPair.Abort(_leg.Accepted);
        Assert.Equal(WayEnd.EndOfFile, await Pump.FromHandler.WaitAsync(Patience));
        Assert.Equal(WayEnd.HandlerLost, await Pump.FromClient.WaitAsync(Patience));
        SocketPair.Receive(Clients, 6);
    }

    [Fact]
    public async Task A_client_that_half_closes_and_then_resets_is_lost()
    {
        Clients.Shutdown(SocketShutdown.Send);
        Assert.Equal(WayEnd.EndOfFile, await Pump.FromClient.WaitAsync(Patience));
        ClientResets();
        Assert.Equal(WayEnd.ClientLost, await Pump.FromHandler.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_leg_ends_in_order_when_the_handler_has()
    {
        Worker.Shutdown(SocketShutdown.Send);
        Assert.Equal(WayEnd.EndOfFile, await Pump.FromHandler.WaitAsync(Patience));
        Pump.Dispose();
        Assert.Equal(WayEnd.Stopped, await Pump.FromClient.WaitAsync(Patience));
        Assert.Equal(SocketError.Success, SocketPair.ErrorAt(Worker));
    }

    [Fact]
    public void A_leg_that_is_let_go_of_before_is_reset()
    {
        Clients.Send("half a quest"u8);
        _ = Pump;
        SocketPair.Receive(Worker, 12);
        Pump.Dispose();
        Assert.Equal(SocketError.ConnectionReset, SocketPair.ErrorAt(Worker));
    }

    [Fact]
    public async Task A_client_that_its_owner_cuts_off_is_lost()
    {
        _ = Pump;
        SocketCutOff.CutOff(Servers);
        Servers.Dispose();
        Assert.Equal(WayEnd.ClientLost, await Pump.FromClient.WaitAsync(Patience));
        Assert.Equal(WayEnd.ClientLost, await Pump.FromHandler.WaitAsync(Patience));
    }

    [Fact]
    public void What_is_sent_out_of_band_holds_nothing_up()
    {
        _ = Pump;
        Clients.Send("before"u8);
        Clients.Send("!"u8, SocketFlags.OutOfBand);
        Clients.Send("after"u8);
        SocketPair.Receive(Worker, 11);
    }

    [Fact]
    public async Task Nor_does_it_in_bulk_which_arrives_whole()
    {
        _ = Pump;
        var bulk = new byte[4 * 1024 * 1024];
        var sent = Task.Run(() =>
        {
            Clients.Send(bulk);
            Clients.Send("!"u8, SocketFlags.OutOfBand);
            Clients.Send("after"u8);
            Clients.Shutdown(SocketShutdown.Send);
        });
        SocketPair.Receive(Worker, bulk.Length + 5);
        await sent.WaitAsync(Patience);
        Assert.Equal(0, Worker.Receive(new byte[1]));
    }

    [Fact]
    public async Task When_all_end_so_do_its_ways_and_the_leg_is_reset()
    {
        _ = Pump;
        _threads.Dispose();
        Assert.Equal((WayEnd.Stopped, WayEnd.Stopped), (await Pump.FromClient.WaitAsync(Patience), await Pump.FromHandler.WaitAsync(Patience)));
        Assert.Equal(SocketError.ConnectionReset, SocketPair.ErrorAt(Worker));
        Assert.Throws<ObjectDisposedException>(() => _threads.Lead(_client.Accepted, _leg.Peer));
    }
}
