using ActorServer.Server.Accepting;
using ActorServer.Server.Arrival;

namespace ActorServer.Server.Admission;

/// <content>Who may come in at all, before there is talk of a place.</content>
internal sealed partial class Service
{
    // Those whose proxy has not said yet who they are, and those of whom it has while the message is on its way.
    private int _arriving;

    // Clients for whom the drain has to wait.
    private int ClientsThere => _slots.Connections + _line.Count + _arriving;

    private void Arrive(AcceptedClient client)
    {
        if (_backendLost || _connectionsLost)
            Refuse(client, RefusalReason.Failed);
        else if (_gate is not { } gate)
            Admit(client);
        else if (client.IsUnknown)
            Refuse(client, RefusalReason.PeerGone);
        else if (gate.AwaitsHeaders)
            AwaitHeader(gate, client);
        else
            LetIn(gate, client);
    }

    private void AwaitHeader(ArrivalGate gate, AcceptedClient client)
    {
        if (gate.WhyNoProxy(client.Peer) is { } reason)
            Refuse(client, reason);
        else if (_arriving + _line.Count >= (long)_limits.MaxWaiting + RoomForArriving)
            Refuse(client, RefusalReason.Full);
        else
            AwaitHeader(client);
    }

    private void AwaitHeader(AcceptedClient client)
    {
        var proxy = _settings.Arrival.Proxy;
        var deadline = proxy.Timeout == TimeSpan.Zero ? TimeSpan.MaxValue : Now + proxy.Timeout;
        var arriving = new ArrivingClient(client, proxy.Versions, deadline, Self);
        _arriving++;
        ShowHeld(client);
        // Mostly the header comes with the client.
        if (!arriving.OnInput())
            _watch!.Add(arriving);
    }

    private void OnArriving(object message)
    {
        switch (message)
        {
            case ArrivingClient.Named named:
                _arriving--;
                LetIn(_gate!, named.Client);
                break;
            case ArrivingClient.NotNamed not:
                _arriving--;
                Refuse(not.Client, not.Reason);
                break;
            default:
                OnRefusals(message);
                break;
        }
    }

    private void LetIn(ArrivalGate gate, AcceptedClient client)
    {
        if (gate.WhyNot(client, Now) is { } reason)
            Refuse(client, reason);
        else
            Admit(client);
    }

    private void RefuseArriving(string reason)
    {
        foreach (var client in TakeArriving(_ => true))
        {
            _arriving--;
            Refuse(client, reason);
        }
    }

    // Not those of whom the service will hear anyhow.
    private IEnumerable<AcceptedClient> TakeArriving(Func<AcceptedClient, bool> which) =>
        _watch?.Take(one => one is ArrivingClient arriving && which(arriving.Client)).Cast<ArrivingClient>().Select(one => one.Client) ?? [];
}
