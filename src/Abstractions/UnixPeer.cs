using System.Net;

namespace ActorServer;

/// <summary>
/// The peer of a client at a Unix socket: the process that had connected, as the kernel knows it. Written
/// <c>unix:pid=812,uid=1000</c>.
/// </summary>
/// <remarks>
/// The kernel vouches for the user. The process may have ended since, and its number may be another's by now; or it may have passed
/// its end of the connection on. Both numbers are as the server sees them: in another user namespace the same process has others.
/// </remarks>
/// <param name="pid">The process; 0 where the server cannot see it, as in another pid namespace, and where the system does not tell.</param>
/// <param name="uid">Its effective user when it connected; <see cref="uint.MaxValue"/> where the system does not tell.</param>
public sealed class UnixPeer(int pid, uint uid) : EndPoint
{
    /// <summary>The process that connected, or 0.</summary>
    public int Pid => pid;

    /// <summary>Its effective user when it connected; <see cref="uint.MaxValue"/> where the system does not tell.</summary>
    public uint Uid => uid;

    /// <inheritdoc/>
    public override System.Net.Sockets.AddressFamily AddressFamily => System.Net.Sockets.AddressFamily.Unix;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is UnixPeer other && (other.Pid, other.Uid) == (Pid, Uid);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Pid, Uid);

    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"unix:pid={Pid},uid={Uid}");
}
