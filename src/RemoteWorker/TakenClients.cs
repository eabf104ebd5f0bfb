using System.Collections.Concurrent;
using ActorServer.Protocol.Channel;
using ActorServer.Protocol.Messages;
using ActorServer.Serving.Handlers;
using Akka.Actor;

namespace ActorServer.RemoteWorker;

/// <summary>
/// The clients whose sockets one instance of a handler has taken, without an actor for each. They end when the handler says so, which the
/// server hears exactly once; what an actor would be told, that the server drains or has cut a client off, is told here. Thread-safe.
/// </summary>
/// <param name="handler">The handler.</param>
/// <param name="server">The actor in the server that watches over this worker.</param>
internal sealed class TakenClients(IServesAllClients handler, IActorRef server)
{
    private readonly ConcurrentDictionary<string, HandlerSignals> _signals = new(StringComparer.Ordinal);
    private volatile bool _draining;

    /// <summary>Begins to serve one, which the server may have cut off by now.</summary>
    public void Begin(HandOffClient client, bool isOver)
    {
        var loan = new SocketLoan(client.Socket, mayBeTaken: true);
        _signals[client.Info.Id] = loan.Signals;
        if (_draining)
            loan.Signals.SayDraining();
        if (isOver)
            loan.Signals.SayCutOff();
        _ = ServeAsync(client, loan);
    }

    /// <summary>The server has cut this one off. False if it is not here.</summary>
    public bool CutOff(string connectionId)
    {
        if (!_signals.TryGetValue(connectionId, out var signals))
            return false;
        signals.SayCutOff();
        return true;
    }

    /// <summary>The server drains: those that are here are told, and those that come.</summary>
    public void Drain()
    {
        _draining = true;
        foreach (var signals in _signals.Values)
            signals.SayDraining();
    }

    private async Task ServeAsync(HandOffClient client, SocketLoan loan)
    {
        string? error = null;
        try
        {
            await handler.TakeAsync(loan.Take()!, client.Info with { Draining = loan.Signals.Draining }, loan.Signals.CutOff).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            MemoryLimit.EndIfReached(failure);
            error = HandlerFailed.Because(failure).Error;
        }

        client.Socket.Dispose();
        _signals.TryRemove(client.Info.Id, out _);
        var how = loan.LeftWith(error);
        server.Tell(new HandOffEnded(client.Number, how, how == HandOffOutcome.Failed ? error! : "", HandlerEnded: true), ActorRefs.NoSender);
    }
}
