using ActorServer.Native.Sockets;
using ActorServer.Server.Configuration;


namespace ActorServer.Server.Accepting;

/// <summary>Where a service listens, who accepts, and how silent clients are probed; port 0 lets the system choose.</summary>
/// <param name="Host">An address, without brackets, or a name.</param>
/// <param name="Port">The port, the same at all addresses of a name.</param>
/// <param name="Backlog">Clients that the kernel has connected and nobody has taken yet.</param>
/// <param name="Acceptor">Who accepts.</param>
/// <param name="KeepAlive">Null: silent clients are not probed.</param>
internal sealed record ListenSettings(string Host, int Port, int Backlog, AcceptorKind Acceptor, KeepAlive? KeepAlive = null)
{
    // What the kernel takes (MAX_TCP_KEEPIDLE, MAX_TCP_KEEPINTVL, MAX_TCP_KEEPCNT).
    private const int LongestProbing = 32767;
    private const int MostProbes = 127;

    public static ListenSettings From(SectionReader section) => new(
        HostOf(section),
        section.Number("port", 0, 65535),
        section.Number("backlog", 1),
        section.Choice("acceptor", "auto", "akka-io", "socket") switch
        {
            "auto" => AcceptorKind.Auto,
            "akka-io" => AcceptorKind.AkkaIo,
            _ => AcceptorKind.Socket,
        },
        KeepAliveOf(section));

    private static string HostOf(SectionReader section)
    {
        var text = section.Text("host");
        var host = text.StartsWith('[') ? HostText.WithoutBrackets(text) : text;
        return host is { Length: > 0 } ? host : throw section.Wrong("host", "an IP address, such as 127.0.0.1, ::1 or [::1], or a name");
    }

    // The others are checked also where it is off.
    private static KeepAlive? KeepAliveOf(SectionReader section)
    {
        var idle = section.WholeSeconds("keep-alive", 0, LongestProbing);
        var keepAlive = new KeepAlive(
            idle, section.WholeSeconds("keep-alive-interval", 1, LongestProbing), section.Number("keep-alive-count", 1, MostProbes));
        return idle == TimeSpan.Zero ? null : keepAlive;
    }
}
