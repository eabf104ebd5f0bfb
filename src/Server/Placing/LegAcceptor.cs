using System.Net;
using System.Net.Sockets;
using ActorServer.Cluster.Places;
using ActorServer.Cluster.Settings;
using ActorServer.Native.Sockets;
using ActorServer.Serving.Legs;
using ActorServer.Threads.Scheduling;
using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Placing;

/// <summary>
/// <c>/user/actor-server/legs</c>: what other nodes say to this one. Holds places for clients of fronts under tickets, takes their legs, and
/// hands each to the service that holds the place. A place that is held is given back exactly once, or has become a client. It also passes
/// on to the services what nodes say of the clients that were placed there.
/// </summary>
internal sealed class LegAcceptor : UntypedActor, IWithTimers
{
    /// <summary>Beside the services, none of which may be called so.</summary>
    public const string Name = "legs";

    private static readonly TimeSpan LookForOverdue = TimeSpan.FromMilliseconds(250);

    private readonly ClusterSettings _settings;
    private readonly Func<string?, IEnumerable<IActorRef>> _services;
    private readonly ILogger _log;
    private readonly Func<TimeSpan> _now;
    private readonly Reservations _reservations;
    private LegListener? _listener;

    public LegAcceptor(ClusterSettings settings, Func<string?, IEnumerable<IActorRef>> services, ILogger log, Func<TimeSpan>? now)
    {
        _settings = settings;
        _services = services;
        _log = log;
        // A server that stood still could take no leg.
        _now = now ?? (() => AwakeTime.Instance.Now);
        _reservations = new Reservations(settings.TicketTimeout);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <param name="settings">This node.</param>
    /// <param name="services">The services that run: the one of this name, or all.</param>
    /// <param name="log">Where it logs.</param>
    /// <param name="now">The time; null for the server's own.</param>
    public static Props Props(ClusterSettings settings, Func<string?, IEnumerable<IActorRef>> services, ILogger log, Func<TimeSpan>? now = null) =>
        Akka.Actor.Props.Create(() => new LegAcceptor(settings, services, log, now));

    protected override void PreStart()
    {
        if (!_settings.TakesClients())
        {
            Context.Parent.Tell(new Ready(null));
            return;
        }

        var self = Self;
        var at = new IPEndPoint(IPAddress.Parse(_settings.Self.Host), _settings.LegsPort);
        try
        {
            _listener = LegListener.Listen(
                at, Ticket.Length, _settings.TicketTimeout, _settings.LegTimeout, (first, leg) => self.Tell(new LegArrived(Ticket.Read(first), leg)));
            Context.Parent.Tell(new Ready(_listener.Address));
        }
        catch (SocketException failure)
        {
            Context.Parent.Tell(new CannotListen($"cannot listen for legs on {at}: {failure.Message}"));
        }
    }

    protected override void PostStop() => _listener?.Dispose();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TakePlace wanted:
                AskService(wanted);
                break;
            case PlaceOrders.Held held:
                Reserve(held);
                break;
            case PlaceOrders.NotHeld not:
                not.For.Asker.Tell(new PlaceRefused(not.For.Wanted.Client));
                break;
            case LegArrived arrived:
                Take(arrived);
                break;
            case PlaceGivenBack given:
                GiveBack(_reservations.GiveBack(given.Ticket, given.Front) is { } reservation ? [reservation] : []);
                break;
            case LookNow:
                GiveBack(_reservations.Overdue(_now()));
                break;
            case LegEnded ended:
                foreach (var service in _services(ended.Service))
                    service.Tell(ended);
                break;
            case NodeLost lost:
                GiveBack(_reservations.GiveBackAll(lost.Node));
                foreach (var service in _services(null))
                    service.Tell(lost);
                break;
        }
    }

    private void AskService(TakePlace wanted)
    {
        var service = _listener is null ? null : _services(wanted.Service).FirstOrDefault();
        if (service is null)
            Sender.Tell(new PlaceRefused(wanted.Client));
        else
            service.Tell(new PlaceOrders.Hold(wanted, Sender));
    }

    private void Reserve(PlaceOrders.Held held)
    {
        var wanted = held.For.Wanted;
        var ticket = Ticket.Random();
        _reservations.Add(ticket, new Reservation(wanted, Sender, held.Id), _now());
        if (!Timers.IsTimerActive(nameof(LookNow)))
            Timers.StartPeriodicTimer(nameof(LookNow), LookNow.Instance, LookForOverdue);
        held.For.Asker.Tell(new PlaceTaken(wanted.Client, ticket, _listener!.Address.Port, held.Id));
    }

    private void Take(LegArrived arrived)
    {
        if (RemoteOf(arrived.Leg) is { } from && _reservations.TryRedeem(arrived.Ticket, from, out var reservation))
        {
            reservation.Service.Tell(new PlaceOrders.ServeLeg(reservation.Id, arrived.Leg));
            return;
        }

        // Forged, late, used before, or somebody else's. Who sends many is not to fill the log.
        _log.LogDebug("legs: a leg without a place was reset");
        SocketCutOff.CutOffAndClose(arrived.Leg);
    }

    private void GiveBack(IReadOnlyList<Reservation> unused)
    {
        foreach (var reservation in unused)
            reservation.Service.Tell(new PlaceOrders.Free(reservation.Id));
        if (_reservations.Count == 0)
            Timers.Cancel(nameof(LookNow));
    }

    private static IPAddress? RemoteOf(Socket leg)
    {
        try
        {
            return (leg.RemoteEndPoint as IPEndPoint)?.Address;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>To its parent: legs are accepted here; null where none come.</summary>
    internal sealed record Ready(IPEndPoint? Address);

    /// <summary>To its parent: no legs can be accepted, and why.</summary>
    internal sealed record CannotListen(string Error);

    /// <summary>From the listener's thread.</summary>
    internal sealed record LegArrived(Ticket Ticket, Socket Leg) : INoSerializationVerificationNeeded;

    private sealed record LookNow
    {
        public static readonly LookNow Instance = new();
    }
}
