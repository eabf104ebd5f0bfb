using ActorServer.Cluster.Places;
using ActorServer.Native.Sockets;
using ActorServer.Server.Accepting;
using ActorServer.Server.Connections;
using ActorServer.Server.Placing;
using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Admission;

/// <content>
/// Clients that fronts place here. A place is held for one until its leg comes, and then it is served as any other, but for what is the
/// front's: who may come in, and the time limits of the client. Nothing of this is called where the server is alone.
/// </content>
internal sealed partial class Service
{
    private readonly ReservedPlaces? _reserved;
    private int _reported = -1;
    private bool _hasNamedOtherHandler;

    private int FreeForFronts => CanTake ? _slots.Free : 0;

    // Those who wait here come first.
    private bool CanTake => _figures.State == ServiceState.Serving && !IsFrontAlone && !_backendLost && !_connectionsLost && NobodyWaits;

    private void OnFronts(object message)
    {
        switch (message)
        {
            case PlaceOrders.Hold hold:
                object answer = MayHold(hold.Wanted) ? new PlaceOrders.Held(hold, Reserve(hold.Wanted)) : new PlaceOrders.NotHeld(hold);
                Sender.Tell(answer);
                break;
            case PlaceOrders.ServeLeg serve:
                ServeLeg(serve);
                break;
            case PlaceOrders.Free free when _reserved?.Take(free.Id) is not null:
                GiveUpPlace(free.Id);
                ServeHeld();
                break;
        }
    }

    private bool MayHold(TakePlace wanted)
    {
        if (wanted.Handler == _settings.Handler.Name)
            return FreeForFronts > 0;
        if (!_hasNamedOtherHandler)
            _log.LogWarning("legs: service={Service} front={Front} its handler {Handler} is not this service's, {Own}; its clients get no place here", _settings.Name, wanted.Front.Host, wanted.Handler, _settings.Handler.Name);
        _hasNamedOtherHandler = true;
        return false;
    }

    private string Reserve(TakePlace wanted)
    {
        var id = _ids.Next();
        _slots.Admit(id);
        _reserved!.Add(id, wanted);
        return id;
    }

    private void ServeLeg(PlaceOrders.ServeLeg serve)
    {
        if (_reserved?.Take(serve.Id) is not { } wanted)
        {
            SocketCutOff.CutOffAndClose(serve.Leg);
            return;
        }

        if (_backendLost || _connectionsLost)
        {
            SocketCutOff.CutOffAndClose(serve.Leg);
            GiveUpPlace(serve.Id);
            return;
        }

        _figures.Tally.Enter();
        _figures.Minute.Accepted(Environment.TickCount64);
        var client = new AcceptedClient(serve.Leg, wanted.Peer, wanted.Local) { HeaderLength = Ticket.Length };
        var origin = new Origin(new OtherNode("front", wanted.Front.Host, wanted.Client), word => SayEnd(wanted, word));
        Begin(InfoOf(serve.Id, client), client, _limits.ForLeg(), wanted.TlsHasEnded ? null : _tls, origin);
        _reserved.Came(serve.Id, wanted.Front);
        _node!.Counts.Arrived(wanted.Front);
    }

    private void FrontsClientClosed(string id)
    {
        if (_reserved!.Closed(id) is { } front)
            _node!.Counts.Left(front);
    }

    private void SayEnd(TakePlace wanted, NodeReport word) => _node!.Cluster.End(
        wanted.Front, new LegEnded(_node.Settings.Self, _settings.Name, wanted.Client, word.Reason, word.Worker, word.Exit, word.Error));

    private void FreeReserved()
    {
        foreach (var id in _reserved?.Ids ?? [])
        {
            _ = _reserved!.Take(id);
            GiveUpPlace(id);
        }
    }

    private void GiveUpPlace(string id)
    {
        _slots.ConnectionClosed(id);
        _slots.HandlerEnded(id);
    }

    private void ReportFreePlaces(NodeParts node)
    {
        if (FreeForFronts == _reported || !node.Settings.TakesClients())
            return;
        _reported = FreeForFronts;
        node.Free.Set(_settings.Name, _reported);
    }
}
