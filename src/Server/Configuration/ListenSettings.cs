namespace ActorServer.Server.Configuration;

/// <summary>Where a service listens, and who accepts; port 0 lets the system choose.</summary>
internal sealed record ListenSettings(string Host, int Port, int Backlog, AcceptorKind Acceptor)
{
    public static ListenSettings From(SectionReader section) =>
        new(section.Text("host") is { Length: > 0 } host ? host : throw section.Wrong("host", "an IP address or a name"),
            section.Number("port", 0, 65535), section.Number("backlog", 1),
            section.Choice("acceptor", "auto", "akka-io", "socket") switch
            {
                "auto" => AcceptorKind.Auto,
                "akka-io" => AcceptorKind.AkkaIo,
                _ => AcceptorKind.Socket,
            });
}
