using ActorServer.Monitoring;
using ActorServer.Server.Accepting;
using ActorServer.Server.Arrival;
using ActorServer.Server.Connections;
using Akka.Actor;

namespace ActorServer.Server.Admission;

/// <content>What operators see of it.</content>
internal sealed partial class Service
{
    private IReadOnlyList<string> _addresses = [];

    protected override bool AroundReceive(Receive receive, object message)
    {
        // Whatever comes of it: it is counted once, here.
        if (message is Listener.Arrived)
        {
            _figures.Tally.Enter();
            _figures.Minute.Accepted(Environment.TickCount64);
        }

        var isHandled = base.AroundReceive(receive, message);
        // Whatever has happened: places may have been taken or have become free.
        if (_node is not null)
            ReportFreePlaces(_node);
        return isHandled;
    }

    private ServiceOrders.Seen Look()
    {
        var tally = _figures.Tally;
        var status = new ServiceStatus(
            _settings.Name, _settings.Backend.Name, _settings.Handler.Name, _addresses, _figures.State, (int)tally.Served, (int)tally.Held, Parked: 0,
            _limits.MaxConnections, _limits.MaxWaiting, tally.Accepted, tally.Closed, tally.Refused, tally.BytesIn, tally.BytesOut, _figures.Workers?.Counts);
        return new ServiceOrders.Seen(status, _figures.Minute.Read(Environment.TickCount64));
    }

    // One that waits in several places, one after the other, stays what it is.
    private void ShowHeld(AcceptedClient client)
    {
        if (_held.Remove(client.Socket, out var before))
            _figures.Connections.Unhold(before);
        var entry = new ConnectionEntry(before?.Id ?? _ids.NextHeld(), client.Peer, client.Since);
        _held.Add(client.Socket, entry);
        _figures.Connections.Hold(entry);
    }

    private ConnectionEntry ShowServed(string id, AcceptedClient client)
    {
        Unhold(client);
        _figures.Tally.Serve();
        var entry = new ConnectionEntry(id, client.Peer, client.Since);
        _figures.Connections.Serve(entry);
        return entry;
    }

    private void Unhold(AcceptedClient client)
    {
        if (_held.Count > 0 && _held.Remove(client.Socket, out var entry))
            _figures.Connections.Unhold(entry);
    }

    // Its connection never was.
    private void RefuseServed(Served served)
    {
        _figures.Connections.Unserve(served.Entry);
        _figures.Tally.Unserve();
        served.Passage?.Abandon();
        Refuse(served.Client, RefusalReason.Failed);
    }

    private bool IsGone(AcceptedClient client)
    {
        var before = client.Received;
        var isGone = client.IsGone();
        if (client.Received != before && _held.TryGetValue(client.Socket, out var entry))
            entry.Note(client.Received, 0, TimeSpan.Zero);
        return isGone;
    }

    /// <summary>Who is served, and the way to the node that does, if one does.</summary>
    private sealed record Served(AcceptedClient Client, ConnectionEntry Entry, Passage? Passage = null);
}
