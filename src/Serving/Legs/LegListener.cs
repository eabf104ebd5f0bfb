using System.Net;
using System.Net.Sockets;

namespace ActorServer.Serving.Legs;

/// <summary>Accepts legs and reads how they begin, on a thread of its own. Strangers are bounded in number and time.</summary>
internal sealed class LegListener : IDisposable
{
    /// <summary>Where legs are accepted.</summary>
    public IPEndPoint Address => throw new NotImplementedException();

    /// <summary>Begins to listen.</summary>
    /// <param name="at">The address; port 0 for any.</param>
    /// <param name="firstLength">So many bytes each leg begins with.</param>
    /// <param name="patience">How long they are awaited.</param>
    /// <param name="legTimeout">How long the other host may be silent, later on, before a leg is lost.</param>
    /// <param name="arrived">Is given what a leg began with, and the leg, on the listener's thread.</param>
    /// <exception cref="SocketException">Nobody can listen there.</exception>
    public static LegListener Listen(IPEndPoint at, int firstLength, TimeSpan patience, TimeSpan legTimeout, Action<byte[], Socket> arrived) =>
        throw new NotImplementedException();

    /// <summary>Accepts no more.</summary>
    public void Dispose() => throw new NotImplementedException();
}
