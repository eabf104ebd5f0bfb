using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ActorServer.Control.Finding;

/// <summary>Where a server's admin application is reached, as an operator writes it.</summary>
/// <param name="Text">As it is written.</param>
/// <param name="Uri">What is asked for; its host is what the server is called in requests.</param>
/// <param name="Socket">The Unix socket's path; null over TCP.</param>
internal sealed record AdminAddress(string Text, Uri Uri, string? Socket)
{
    /// <summary>What is allowed, for messages.</summary>
    public const string Allowed = "an address and its port, such as 127.0.0.1:7789 or [::1]:7789, or unix: and a path";

    private const string UnixPrefix = "unix:";

    /// <summary>The address that a text is; null where it is none.</summary>
    public static AdminAddress? Parse(string text)
    {
        if (text.StartsWith(UnixPrefix, StringComparison.Ordinal))
            return text.Length > UnixPrefix.Length ? new AdminAddress(text, new Uri("http://localhost"), Path.GetFullPath(text[UnixPrefix.Length..])) : null;
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is 0 or > 65535)
            return null;
        return Host(text[..colon]) is { } host ? new AdminAddress(text, new UriBuilder("http", host, port).Uri, null) : null;
    }

    /// <summary>Connects to it.</summary>
    public async ValueTask<Stream> ConnectAsync(CancellationToken cancellation)
    {
        var socket = Socket is null ? new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true } : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            EndPoint endPoint = Socket is null ? new DnsEndPoint(Uri.IdnHost, Uri.Port) : new UnixDomainSocketEndPoint(Socket);
            await socket.ConnectAsync(endPoint, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // A server that listens on all addresses is asked on this machine's own.
    private static string? Host(string text)
    {
        var isBracketed = text is ['[', .., ']'];
        if (isBracketed != text.Contains(':', StringComparison.Ordinal) || Uri.CheckHostName(text.Trim('[', ']')) == UriHostNameType.Unknown)
            return null;
        return IPAddress.TryParse(text.Trim('[', ']'), out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)) ? "localhost" : text;
    }
}
