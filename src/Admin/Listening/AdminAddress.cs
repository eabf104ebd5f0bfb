using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ActorServer.Admin.Listening;

/// <summary>Where the admin application listens.</summary>
internal abstract record AdminAddress
{
    /// <summary>The key that says where.</summary>
    public const string Key = "admin.listen";

    private const string UnixPrefix = "unix:";
    private const string Localhost = "localhost";
    private const int HighestPort = 65535;

    private AdminAddress()
    {
    }

    /// <summary>Reads <c>127.0.0.1:7789</c>, <c>[::1]:7789</c>, <c>localhost:7789</c>, <c>a.name:7789</c> or <c>unix:/path</c>.</summary>
    /// <exception cref="IOException">It is none of them, or a name that has no address.</exception>
    public static async Task<AdminAddress> ParseAsync(string text, CancellationToken cancellation)
    {
        if (text.StartsWith(UnixPrefix, StringComparison.Ordinal) && Path.IsPathRooted(text[UnixPrefix.Length..]))
            return new Unix(text[UnixPrefix.Length..]);
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > HighestPort)
            throw Wrong(text, "must be an address and its port, such as 127.0.0.1:7789, or unix: and a path");
        var host = text[..colon];
        return new Internet(host, await ResolveAsync(text, host, cancellation).ConfigureAwait(false), port);
    }

    /// <summary>An error of <c>admin.listen</c>.</summary>
    public static IOException Wrong(string text, string what, Exception? inner = null) => new($"actor-server.{Key} = {text} {what}", inner);

    /// <summary>As an operator writes it, with the port that was taken.</summary>
    public abstract string Text(int port);

    private static async Task<IPAddress> ResolveAsync(string text, string host, CancellationToken cancellation)
    {
        if (IPAddress.TryParse(host, out var address) && (address.AddressFamily == AddressFamily.InterNetwork || host.StartsWith('[')))
            return address;
        // Browsers that try ::1 first go on to this one.
        if (host.Equals(Localhost, StringComparison.OrdinalIgnoreCase))
            return IPAddress.Loopback;
        if (Uri.CheckHostName(host) != UriHostNameType.Dns)
            throw Wrong(text, $"names no host: {host} is neither an address (IPv6 in brackets) nor a name");
        try
        {
            return (await Dns.GetHostAddressesAsync(host, cancellation).ConfigureAwait(false))[0];
        }
        catch (SocketException failure)
        {
            throw Wrong(text, $"cannot be listened on: {host}: {failure.Message}", failure);
        }
    }

    /// <summary>A port.</summary>
    /// <param name="Host">As it is written.</param>
    /// <param name="Address">Its address.</param>
    /// <param name="Port">0 for whichever is free.</param>
    public sealed record Internet(string Host, IPAddress Address, int Port) : AdminAddress
    {
        /// <summary>Nobody on another host can connect.</summary>
        public bool IsLoopback => IPAddress.IsLoopback(Address);

        /// <inheritdoc/>
        public override string Text(int port) => $"{Host}:{port.ToString(CultureInfo.InvariantCulture)}";
    }

    /// <summary>A Unix socket.</summary>
    /// <param name="Path">Absolute.</param>
    public sealed record Unix(string Path) : AdminAddress
    {
        /// <inheritdoc/>
        public override string Text(int port) => UnixPrefix + Path;
    }
}
