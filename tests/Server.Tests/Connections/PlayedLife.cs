using System.Net.Sockets;
using ActorServer.Native.Processes;
using ActorServer.Native.Sockets;
using ActorServer.Protocol.Channel;
using ActorServer.Protocol.Messages;
using ActorServer.Server.Connections;
using ActorServer.Serving.Handlers;
using ActorServer.Tests.Shared;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using static ActorServer.Server.Tests.Connections.ConnectionEvent;

namespace ActorServer.Server.Tests.Connections;

/// <summary>One connection over a real socket, of TCP or a Unix one, whose handler, worker, client and server are played event by event.</summary>
internal sealed class PlayedLife : IDisposable
{
    private const int HandOffNumber = 3;

    private static readonly WorkerIdentity Worker = new(7, 812);

    private readonly SocketPair _pair = new();
    private readonly UnixSocketPair _unix = new();
    private readonly Socket _accepted;
    private readonly Socket _peer;
    private readonly UnixSocketPair _control = new();
    private readonly UnixSocketPair _deadControl = new();
    private readonly RecordedLog _log = new();
    private readonly TestProbe _service;
    private readonly TestProbe _handler;
    private readonly IActorRef _connection;
    private readonly bool _keepOpen;
    private SafeSocketHandle? _atWorker;
    private bool _clientIsGone;

    public PlayedLife(TestKitBase kit, LimitSettings limits, bool keepOpen, bool isUnix)
    {
        (_accepted, _peer) = isUnix ? (_unix.Other, _unix.One) : (_pair.Accepted, _pair.Peer);
        _peer.ReceiveTimeout = (int)SocketPair.Patience.TotalMilliseconds;
        _keepOpen = keepOpen;
        _deadControl.Other.Dispose();
        _service = kit.CreateTestProbe();
        _handler = kit.CreateTestProbe();
        _connection = kit.Sys.ActorOf(ClientConnection.Props(PlayedConnection.Info, _accepted, limits, _service, _log));
        _service.Watch(_connection);
        Kit = kit;
    }

    private TestKitBase Kit { get; }

    public void Happens(ConnectionEvent what)
    {
        if (HandlerMessage(what) is { } fromHandler)
            _connection.Tell(fromHandler, _handler);
        else if (ServerMessage(what) is { } fromServer)
            _connection.Tell(fromServer, ActorRefs.NoSender);
        else
            Do(what);
    }

    /// <summary>Whatever has happened, it ends; then exactly one of each has been seen.</summary>
    public void EndsOnce()
    {
        _connection.Tell(new ClientConnection.CutOffNow(EndReason.Killed));
        Assert.IsType<ClientConnection.ConnectionClosed>(_service.ReceiveOne(SocketPair.Patience));
        _service.ExpectTerminated(_connection, SocketPair.Patience);
        Assert.False(_service.HasMessages);
        Assert.Single(_log.Of("opened"));
        Assert.Matches("reason=[a-z-]+ duration-ms=", Assert.Single(_log.Of("closed")));
        Assert.True(_accepted.SafeHandle.IsClosed);
        Assert.InRange(EndsToldToHandler(), 0, 1);
        // Also where the worker has kept its descriptor.
        if (!_clientIsGone)
            Assert.Contains(SocketPair.ErrorAt(_peer), (SocketError[])[SocketError.Success, SocketError.ConnectionReset]);
    }

    public void Dispose()
    {
        Kit.Sys.Stop(_connection);
        Kit.Sys.Stop(_handler);
        Kit.Sys.Stop(_service);
        _atWorker?.Dispose();
        _control.Dispose();
        _deadControl.Dispose();
        _pair.Dispose();
        _unix.Dispose();
    }

    private object? HandlerMessage(ConnectionEvent what) => what switch
    {
        HandlerRegisters => new Tcp.Register(_handler, _keepOpen),
        HandlerReads => Tcp.ResumeReading.Instance,
        HandlerWrites => Tcp.Write.Create(ByteString.FromBytes(new byte[ActorHandler.MaxPiece]), new WriteAcknowledged(ActorHandler.MaxPiece)),
        HandlerCloses => Tcp.Close.Instance,
        HandlerAborts => Tcp.Abort.Instance,
        HandlerFails => new HandlerFailed("no"),
        StreamIsServed => new StreamHandlerHost.StreamServed(null),
        StreamFails => new StreamHandlerHost.StreamServed("no"),
        WorkerGetsSocket => new ClientConnection.HandOffOrder(_control.One.SafeHandle, HandOffNumber, _handler),
        WorkerTakesNothing => new ClientConnection.HandOffOrder(_deadControl.One.SafeHandle, HandOffNumber, _handler),
        _ => null,
    };

    private object? ServerMessage(ConnectionEvent what) => what switch
    {
        HandlerIsGone => ClientConnection.HandlerEnded.Instance,
        SocketIsLent => new IsolationBackend.LendSocket(_handler, StreamRunsOn.ActorThread),
        WorkerIsAssigned => new ClientConnection.WorkerAssigned(Worker),
        WorkerIsReset => new HandOffEnded(HandOffNumber, HandOffOutcome.PeerReset, ""),
        WorkerAborts => new HandOffEnded(HandOffNumber, HandOffOutcome.Aborted, ""),
        WorkerFails => new HandOffEnded(HandOffNumber, HandOffOutcome.Failed, "no"),
        WorkerDies => new ClientConnection.WorkerDied(Worker, ExitStatus.FromSignal(9), "oh"),
        WorkerIsUnavailable => new ClientConnection.WorkerUnavailable("none"),
        DeadlineIsChecked => ClientConnection.CheckDeadline.Instance,
        ServerDrains => Draining.Instance,
        ServerCutsOff => new ClientConnection.CutOffNow(EndReason.DrainDeadline),
        _ => null,
    };

    private void Do(ConnectionEvent what)
    {
        switch (what)
        {
            case HandlerStops:
                Kit.Sys.Stop(_handler);
                break;
            case WorkerEnds:
                EndOutputAtWorker();
                _connection.Tell(new HandOffEnded(HandOffNumber, HandOffOutcome.ByHandler, ""));
                break;
            case WorkerEndsInSilence:
                EndOutputAtWorker();
                break;
            case ClientSends when !_clientIsGone:
                _ = _peer.Send("hello"u8, SocketFlags.None, out _);
                break;
            case ClientEndsItsSide when !_clientIsGone:
                EndClientsSide();
                break;
            case ClientResets when !_clientIsGone:
                _clientIsGone = true;
                SocketPair.Abort(_peer);
                break;
            case AllIsHeard:
                _connection.Ask<ActorIdentity>(new Identify(1), SocketPair.Patience).Wait(SocketPair.Patience);
                break;
        }
    }

    private void EndOutputAtWorker()
    {
        if (_atWorker is null && _control.Other.Poll(0, SelectMode.SelectRead))
            _atWorker = HandOff.Receive(_control.Other.SafeHandle, out _)?.Socket;
        if (_atWorker is not null)
            SocketCalls.EndOutput(_atWorker);
    }

    private void EndClientsSide()
    {
        try
        {
            _peer.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // It has been cut off.
        }
    }

    private int EndsToldToHandler()
    {
        var ends = 0;
        while (_handler.HasMessages)
            ends += _handler.ReceiveOne(TimeSpan.Zero) is Tcp.ConnectionClosed and not Tcp.PeerClosed ? 1 : 0;
        return ends;
    }
}
