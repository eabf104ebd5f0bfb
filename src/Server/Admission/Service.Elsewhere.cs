using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ActorServer.Cluster.Places;
using ActorServer.Protocol.Messages;
using ActorServer.Server.Accepting;
using ActorServer.Server.Arrival;
using ActorServer.Server.Connections;
using ActorServer.Server.Placing;
using Akka.Actor;

namespace ActorServer.Server.Admission;

/// <content>
/// Its clients that other nodes serve. One on its way there is held, unread, and has the place of a connection; it is back where it was when
/// no node has a place. Nothing of this is called where the server is alone.
/// </content>
internal sealed partial class Service
{
    private readonly NodeParts? _node;
    private readonly Seekers? _seekers;
    private IActorRef _elsewhere = ActorRefs.Nobody;

    // Nobody is served here.
    private bool IsFrontAlone => _seekers is not null && _settings.Placement.When == PlacementWhen.Always;

    private bool MaySeek => _seekers is not null && !_isPaused && _slots.FreeForElsewhere > 0;

    // The next of a role may be on its way, and has its place in the line until then.
    private int Waiting => _line.Count + (_seekers?.Held ?? 0);

    private bool NobodyWaits => Waiting == 0;

    private int RoomForArriving => _isPaused ? 0 : _seekers is null ? _slots.Free : _slots.FreeForElsewhere;

    // Nodes of another role may have places while those of this one have none.
    private bool IsWaitedFor(string role) =>
        !NobodyWaits && (_seekers!.HasHeld(role) || _line.Contains(held => RoleOf(held) == role));

    private string RoleOf(AcceptedClient client) => _settings.Placement.RoleFor(client.Peer);

    private bool IsElsewhere(string id) => _seekers is not null && _seekers.IsPlaced(id);

    private IActorRef ParentOf(string id) => IsElsewhere(id) ? _elsewhere : _connections;

    private void OnNode(object message)
    {
        switch (message)
        {
            case PlaceFound found:
                Connect(found);
                break;
            case NoPlaceFound none:
                if (_seekers?.Take(none.Client) is { } unplaced)
                {
                    Reserved(unplaced, found: false);
                    BackFrom(unplaced);
                }

                break;
            case LegConnected connected:
                Place(connected);
                break;
            case LegNotConnected not:
                SeekOn(not.Found);
                break;
            case LegEnded ended when _seekers?.NodeOf(ended.Client) == ended.Node:
                // What a later version calls its end is not known here.
                var reason = EndReason.IsKnown(ended.Reason) ? ended.Reason : EndReason.NodeLost;
                Forward(ended.Client, new NodeReport(reason, ended.Worker, ended.Exit, ended.Error));
                break;
            case NodeLost lost:
                foreach (var id in _seekers?.PlacedOn(lost.Node) ?? [])
                    Forward(id, ClientConnection.NodeIsLost.Instance);
                break;
            default:
                OnFronts(message);
                break;
        }
    }

    private void Forward(string id, object message)
    {
        if (IsElsewhere(id))
            _elsewhere.Tell(new ConnectionSupervisor.Forward(id, message));
    }

    private void Seek(AcceptedClient client, TimeSpan? heldSince)
    {
        if (client.IsGone())
        {
            Refuse(client, RefusalReason.PeerGone);
            return;
        }

        var seeker = new Seeker(_ids.Next(), client, RoleOf(client), heldSince);
        _slots.AdmitElsewhere(seeker.Id);
        _seekers!.Add(seeker);
        ShowHeld(client);
        Find(seeker, []);
    }

    // One of each role at a time: what it finds tells what the others would.
    private void SeekForHeld()
    {
        while (MaySeek && _line.Next(held => !_seekers!.HasHeld(RoleOf(held)), out var since) is { } client)
            Seek(client, since);
    }

    private void Reserved(Seeker seeker, bool found) => _figures.Meter.Reserved(found, Stopwatch.GetElapsedTime(seeker.AskedAt).TotalSeconds);

    private void Find(Seeker seeker, IReadOnlyList<NodeName> tried)
    {
        seeker.AskedAt = Stopwatch.GetTimestamp();
        var client = seeker.Client;
        var wanted = new FindPlace(
            seeker.Id, _settings.Name, _settings.Handler.Name, client.Peer, client.Local, _settings.Tls is { EndsInServer: true }, seeker.Role, tried);
        _node!.Cluster.Find(wanted, Self);
    }

    private void Connect(PlaceFound found)
    {
        if (_seekers?.Find(found.Client) is not { } seeker)
        {
            _node!.Cluster.GiveBack(new GiveBack(found.Node, found.Ticket));
            return;
        }

        Reserved(seeker, found: true);
        var (settings, legs) = (_node!.Settings, _node.Legs);
        legs.ConnectAsync(IPAddress.Parse(settings.Self.Host), found.Legs, found.Ticket.ToBytes(), settings.ReserveTimeout, settings.LegTimeout)
            .PipeTo(Self, success: leg => new LegConnected(found, leg), failure: _ => new LegNotConnected(found));
    }

    private void SeekOn(PlaceFound found)
    {
        _node!.Cluster.GiveBack(new GiveBack(found.Node, found.Ticket));
        if (_seekers?.Find(found.Client) is not { } seeker)
            return;
        if (found.Tried.Count < FindPlace.MostTries)
            Find(seeker, found.Tried);
        else
            BackFrom(_seekers.Take(found.Client)!);
    }

    private void BackFrom(Seeker seeker)
    {
        _slots.ConnectionClosed(seeker.Id);
        if (seeker.HeldSince is { } since)
        {
            _line.HoldAgain(seeker.Client, since);
            LookAtLine();
        }
        else if (NobodyWaits && HasRoom)
        {
            Serve(seeker.Client);
        }
        else
        {
            HoldOrRefuse(seeker.Client);
        }
    }

    private void Place(LegConnected connected)
    {
        var found = connected.Found;
        if (_seekers?.Take(found.Client) is not { Client: var client })
        {
            // The node finds a reset.
            connected.Leg.Dispose();
            return;
        }

        var info = InfoOf(found.Client, client);
        var entry = ShowServed(info.Id, client);
        _seekers.Placed(info.Id, found.Node);
        _node!.Counts.Placed(found.Node);
        var passage = new Passage(new OtherNode("node", found.Node.Host, found.There), connected.Leg, _node.Legs);
        _served.Add(info.Id, new Served(client, entry, passage));
        var tls = _settings.Tls is { EndsInServer: true } ? _tls : null;
        var connection = ClientConnection.Props(info, client.Socket, _limits, Self, _log, client.HeaderLength, tls, entry, passage);
        _elsewhere.Tell(new ConnectionSupervisor.Begin(info, connection, ActorRefs.Nobody));
        SeekForHeld();
    }

    // A place there may be free now, too.
    private void PassageClosed(string id)
    {
        if (_seekers!.Closed(id) is not { } node)
            return;
        _node!.Counts.Over(node);
        SeekForHeld();
    }

    private IEnumerable<AcceptedClient> TakeSeekers()
    {
        if (_seekers is null)
            yield break;
        foreach (var seeker in _seekers.TakeAll())
        {
            _slots.ConnectionClosed(seeker.Id);
            yield return seeker.Client;
        }
    }

    private sealed record LegConnected(PlaceFound Found, Socket Leg) : INoSerializationVerificationNeeded;

    private sealed record LegNotConnected(PlaceFound Found) : INoSerializationVerificationNeeded;
}
