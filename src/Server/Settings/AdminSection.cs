using System.Net;
using System.Text;
using ActorServer.Monitoring;
using ActorServer.Native.Sockets;
using ActorServer.Server.Accepting;
using ActorServer.Server.Configuration;

namespace ActorServer.Server.Settings;

/// <summary>Reads the block <c>admin</c>.</summary>
internal static class AdminSection
{
    private const string Listen = "listen";
    private const string TokenFileKey = "token-file";
    private const string HostsKey = "hosts";
    private const string Off = "off";

    /// <summary>The settings; null where it is off.</summary>
    /// <exception cref="ConfigurationError">Anything is wrong.</exception>
    public static AdminSettings? Parse(SectionReader admin)
    {
        var hosts = Hosts(admin);
        var tokenFile = admin.Text(TokenFileKey) is { Length: > 0 } path ? admin.FullPath(TokenFileKey, path) : "";
        var text = admin.Text(Listen);
        if (text == Off)
            return null;
        if (ListenAddressText.UnixPath(text) is { } socket)
            return new AdminSettings(ListenAddressText.UnixPrefix + SocketPath(admin, socket), tokenFile, hosts);
        if (ListenAddressText.Internet(text) is not { } address || address.Host == HostAddresses.All)
            throw admin.Wrong(Listen, "off, an address and its port, such as 127.0.0.1:7789 or [::1]:7789, or unix: and a path");
        if (tokenFile.Length == 0 && !IsLoopback(address.Host))
            throw admin.Wrong(Listen, $"others than this machine reach that address; set {TokenFileKey} beside it, or listen on 127.0.0.1 or a Unix socket");
        return new AdminSettings(address.ToString(), tokenFile, hosts);
    }

    // What a name stands for may change after this was looked at.
    private static bool IsLoopback(string host) =>
        IPAddress.TryParse(host, out var address) ? IPAddress.IsLoopback(address) : host.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    private static string SocketPath(SectionReader admin, string path)
    {
        var full = admin.FullPath(Listen, path);
        return Encoding.UTF8.GetByteCount(full) <= UnixBinding.LongestPath
            ? full
            : throw admin.Wrong(Listen, $"the path {full} is too long; that of a Unix socket has at most {UnixBinding.LongestPath} bytes");
    }

    private static IReadOnlyList<string> Hosts(SectionReader admin)
    {
        var hosts = admin.WordsOrWord(HostsKey);
        return hosts.All(host => Uri.CheckHostName(host) != UriHostNameType.Unknown)
            ? hosts
            : throw admin.Wrong(HostsKey, "a list of names without ports, such as [status.example], or [] for none");
    }
}
