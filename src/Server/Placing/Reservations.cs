using System.Diagnostics.CodeAnalysis;
using System.Net;
using ActorServer.Cluster.Places;

namespace ActorServer.Server.Placing;

/// <summary>
/// The places that are held here for clients of fronts, by ticket. A ticket is good once, for a leg from the front that reserved, and for as
/// long as tickets are good. Pure: the caller brings the time, which never goes back.
/// </summary>
/// <param name="ticketTimeout">How long a ticket is good.</param>
internal sealed class Reservations(TimeSpan ticketTimeout)
{
    private readonly Dictionary<Ticket, Reservation> _held = [];

    // In the order in which they come to an end, those that are over among them.
    private readonly Queue<(Ticket Ticket, TimeSpan Until)> _order = new();

    /// <summary>So many are held.</summary>
    public int Count => _held.Count;

    /// <summary>Holds a place.</summary>
    public void Add(Ticket ticket, Reservation reservation, TimeSpan now)
    {
        _held.Add(ticket, reservation);
        _order.Enqueue((ticket, now + ticketTimeout));
    }

    /// <summary>A leg has come with a ticket. One from elsewhere gets nothing, and the place stays held for the front.</summary>
    public bool TryRedeem(Ticket ticket, IPAddress from, [NotNullWhen(true)] out Reservation? reservation)
    {
        if (!_held.TryGetValue(ticket, out reservation) || !IsHostOf(reservation.Wanted.Front, from))
        {
            reservation = null;
            return false;
        }

        return _held.Remove(ticket);
    }

    /// <summary>The front will not come with this ticket: what was held for it; null if nothing is, or somebody else reserved it.</summary>
    public Reservation? GiveBack(Ticket ticket, NodeName front)
    {
        if (!_held.TryGetValue(ticket, out var reservation) || reservation.Wanted.Front != front)
            return null;
        _held.Remove(ticket);
        return reservation;
    }

    /// <summary>A front is lost: what was held for it.</summary>
    public IReadOnlyList<Reservation> GiveBackAll(NodeName front)
    {
        var lost = _held.Where(one => one.Value.Wanted.Front == front).ToArray();
        foreach (var (ticket, _) in lost)
            _held.Remove(ticket);
        return [.. lost.Select(one => one.Value)];
    }

    /// <summary>Those for which nobody has come in time.</summary>
    public IReadOnlyList<Reservation> Overdue(TimeSpan now)
    {
        var overdue = new List<Reservation>();
        while (_order.TryPeek(out var first) && (first.Until <= now || !_held.ContainsKey(first.Ticket)))
        {
            _order.Dequeue();
            if (_held.Remove(first.Ticket, out var reservation))
                overdue.Add(reservation);
        }

        return overdue;
    }

    private static bool IsHostOf(NodeName front, IPAddress address) =>
        IPAddress.TryParse(front.Host, out var host) && host.Equals(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}
