using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ActorServer.AspNetCore;

/// <summary>An endpoint of an application as <c>handler.endpoint</c> names it, or as its URL does.</summary>
/// <param name="Host">The address, or a name, which is not looked up; null for any.</param>
/// <param name="Port">The port; 0 for a path.</param>
/// <param name="Path">The path of a Unix socket; null for a port.</param>
internal sealed record EndpointName(IPAddress? Host, int Port, string? Path)
{
    private const string UnixPrefix = "unix:";
    private const int HttpPort = 80;
    private const int HttpsPort = 443;

    /// <summary>Reads <c>5001</c>, <c>127.0.0.1:5001</c>, <c>https://*:5001</c>, <c>/run/app.sock</c> or <c>http://unix:/run/app.sock</c>. What is none of them names nothing.</summary>
    public static EndpointName Parse(string text)
    {
        var (scheme, rest) = text.Split("://", 2) is [var before, var after] ? (before, after) : ("", text);
        if (rest.StartsWith(UnixPrefix, StringComparison.OrdinalIgnoreCase))
            rest = rest[UnixPrefix.Length..];
        if (rest.StartsWith('/'))
            return new EndpointName(null, 0, rest);
        rest = rest.TrimEnd('/');
        var colon = rest.LastIndexOf(':');
        var hasPort = int.TryParse(rest.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port);
        if (!hasPort)
            (colon, port) = (rest.Length, scheme switch { "https" => HttpsPort, "http" => HttpPort, _ => -1 });
        return new EndpointName(colon > 0 && IPAddress.TryParse(rest[..colon], out var host) ? host : null, port, null);
    }

    /// <summary>Whether it names this endpoint.</summary>
    public bool IsOf(EndPoint endpoint) => endpoint switch
    {
        UnixDomainSocketEndPoint unix => Path is not null && unix.ToString() == Path,
        IPEndPoint ip => Path is null && ip.Port == Port && (Host is null || Host.Equals(ip.Address)),
        _ => false,
    };
}
