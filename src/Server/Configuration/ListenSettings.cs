namespace ActorServer.Server.Configuration;

/// <summary>Where a service listens, and who accepts; port 0 lets the system choose.</summary>
internal sealed record ListenSettings(string Host, int Port, int Backlog, AcceptorKind Acceptor = AcceptorKind.AkkaIo)
{
    private const string AkkaIo = "akka-io";

    public static ListenSettings From(SectionReader section) =>
        new(section.Text("host") is { Length: > 0 } host ? host : throw section.Wrong("host", "an IP address or a name"),
            section.Number("port", 0, 65535), section.Number("backlog", 1),
            section.Choice("acceptor", AkkaIo, "socket") == AkkaIo ? AcceptorKind.AkkaIo : AcceptorKind.Socket);
}
