using ActorServer.Server.Accepting;
using ActorServer.Server.Arrival;
using ActorServer.Server.Connections;
using ActorServer.Server.Tls;
using Akka.Actor;

namespace ActorServer.Server.Admission;

/// <content>Who gets a place, who is held, who is refused.</content>
internal sealed partial class Service
{
    private void Admit(AcceptedClient client)
    {
        if (_backendLost || _connectionsLost)
            Refuse(client, RefusalReason.Failed);
        else if (NobodyWaits && HasRoom)
            Serve(client);
        else if (MaySeek && !IsWaitedFor(RoleOf(client)))
            Seek(client, heldSince: null);
        else
            HoldOrRefuse(client);
    }

    private void HoldOrRefuse(AcceptedClient client)
    {
        if (_line.HasRoom && Waiting < _limits.MaxWaiting)
            Hold(client);
        else
            Refuse(client, RefusalReason.Full);
    }

    private void Serve(AcceptedClient client)
    {
        // One that is gone already needs no handler, still less a process.
        if (client.IsGone())
        {
            Refuse(client, RefusalReason.PeerGone);
            return;
        }

        var info = InfoOf(_ids.Next(), client);
        _slots.Admit(info.Id);
        Begin(info, client, _limits, _tls, origin: null);
    }

    private ConnectionInfo InfoOf(string id, AcceptedClient client) => new(id, _settings.Name, _settings.Backend.Name, client.Peer, client.Local)
    {
        Proxy = client.Proxy,
        ProxyTlvs = client.ProxyTlvs,
    };

    private void Begin(ConnectionInfo info, AcceptedClient client, LimitSettings limits, ServiceTls? tls, Origin? origin)
    {
        var entry = ShowServed(info.Id, client);
        _served.Add(info.Id, new Served(client, entry));
        var connection = ClientConnection.Props(info, client.Socket, limits, Self, _log, client.HeaderLength, tls, entry, origin: origin);
        _connections.Tell(new ConnectionSupervisor.Begin(info, connection, _backend, SecuresFirst: tls is { EndsInWorker: false }));
    }

    private void Hold(AcceptedClient client)
    {
        _line.Hold(client, Now);
        ShowHeld(client);
        LookAtLine();
    }

    private void LookAtLine()
    {
        if (_line.Count == 1)
            Timers.StartPeriodicTimer(nameof(CheckLine), CheckLine.Instance, LineCheck);
    }

    private void ServeHeld()
    {
        while (HasRoom && _line.Next() is { } client)
            Serve(client);

        if (_line.Count == 0)
            Timers.Cancel(nameof(CheckLine));
    }

    private void CheckTheLine()
    {
        foreach (var client in _line.TakeOut(IsGone))
            Refuse(client, RefusalReason.PeerGone);
        foreach (var client in _line.Overdue(Now))
            Refuse(client, RefusalReason.QueueTimeout);
        ServeHeld();
        SeekForHeld();
    }

    private void Refuse(AcceptedClient client, string reason)
    {
        _gate?.Leave(client, Now);
        Unhold(client);
        _figures.Refuse(reason, Environment.TickCount64);
        if (_refusals.Refuse(client, reason, Now))
            _figures.Refused.Add(new RefusedClient(DateTimeOffset.UtcNow, client.Peer, reason));
        else
            Timers.StartSingleTimer(nameof(FlushRefusals), FlushRefusals.Instance, RefusalRate.Window);
    }
}
