using System.Net;

namespace ActorServer.Server.Arrival;

/// <summary>What a PROXY header says.</summary>
/// <param name="Length">How many bytes it had.</param>
/// <param name="Client">The client's address; null where the proxy speaks for itself (LOCAL) or does not know (UNKNOWN).</param>
/// <param name="Destination">What the client has connected to; null with the client.</param>
internal sealed record ProxyHeader(int Length, EndPoint? Client = null, EndPoint? Destination = null)
{
    /// <summary>The type-length-values, in their order.</summary>
    public IReadOnlyList<ProxyTlv> Tlvs { get; init; } = [];
}
