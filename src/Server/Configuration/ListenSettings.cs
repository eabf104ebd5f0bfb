namespace ActorServer.Server.Configuration;

/// <summary>Where a service listens; port 0 lets the system choose.</summary>
internal sealed record ListenSettings(string Host, int Port, int Backlog)
{
    public static ListenSettings From(SectionReader section) =>
        new(section.Text("host") is { Length: > 0 } host ? host : throw section.Wrong("host", "an IP address or a name"),
            section.Number("port", 0, 65535), section.Number("backlog", 1));
}
