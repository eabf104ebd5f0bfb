using System.Net;
using System.Net.Sockets;

namespace ActorServer;

/// <summary>How an end of a connection is written in records and by handlers: <c>127.0.0.1:7788</c>, <c>[::1]:7788</c>, <c>unix:/run/x.sock</c>.</summary>
public static class PeerFormat
{
    /// <summary>The text for an address; an IPv4 address that came in over IPv6 is shown as IPv4.</summary>
    public static string Format(EndPoint end)
    {
        ArgumentNullException.ThrowIfNull(end);
        return end switch
        {
            IPEndPoint { AddressFamily: AddressFamily.InterNetworkV6, Address.IsIPv4MappedToIPv6: true } mapped =>
                new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port).ToString(),
            UnixDomainSocketEndPoint => $"unix:{end}",
            _ => end.ToString() ?? "unknown",
        };
    }
}
