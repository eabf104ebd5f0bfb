using ActorServer.Native.Sockets;
using ActorServer.Server.Configuration;

namespace ActorServer.Server.Accepting;

/// <summary>Where a service listens, who accepts, and how silent clients are probed.</summary>
/// <param name="Addresses">At least one.</param>
/// <param name="Backlog">Clients that the kernel has connected and nobody has taken yet.</param>
/// <param name="Acceptor">Who accepts clients over TCP.</param>
/// <param name="KeepAlive">Null: silent clients are not probed.</param>
internal sealed record ListenSettings(IReadOnlyList<ListenAddress> Addresses, int Backlog, AcceptorKind Acceptor, KeepAlive? KeepAlive = null)
{
    // What the kernel takes (MAX_TCP_KEEPIDLE, MAX_TCP_KEEPINTVL, MAX_TCP_KEEPCNT).
    private const int LongestProbing = 32767;
    private const int MostProbes = 127;

    /// <summary>Whether clients may come to a Unix socket.</summary>
    public bool HasUnixSocket => Addresses.Any(address => address is ListenAddress.Unix);

    public bool Equals(ListenSettings? other) =>
        other is not null && Addresses.SequenceEqual(other.Addresses) && (Backlog, Acceptor, KeepAlive) == (other.Backlog, other.Acceptor, other.KeepAlive);

    public override int GetHashCode() => HashCode.Combine(Addresses.Count, Backlog, Acceptor, KeepAlive);

    public static ListenSettings From(SectionReader section) => new(
        ListenAddresses.From(section),
        section.Number("backlog", 1),
        section.Choice("acceptor", "auto", "akka-io", "socket") switch
        {
            "auto" => AcceptorKind.Auto,
            "akka-io" => AcceptorKind.AkkaIo,
            _ => AcceptorKind.Socket,
        },
        KeepAliveOf(section));

    // The others are checked also where it is off.
    private static KeepAlive? KeepAliveOf(SectionReader section)
    {
        var idle = section.WholeSeconds("keep-alive", 0, LongestProbing);
        var keepAlive = new KeepAlive(
            idle, section.WholeSeconds("keep-alive-interval", 1, LongestProbing), section.Number("keep-alive-count", 1, MostProbes));
        return idle == TimeSpan.Zero ? null : keepAlive;
    }
}
