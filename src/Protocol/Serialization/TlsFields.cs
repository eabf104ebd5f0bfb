namespace ActorServer.Protocol.Serialization;

/// <summary>What was agreed on with a client, on the wire. Every text has a bound: what one side says the other need not believe.</summary>
internal static class TlsFields
{
    private const int VersionField = 1;
    private const int CipherSuiteField = 2;
    private const int ServerNameField = 3;
    private const int ApplicationProtocolField = 4;
    private const int ClientCertificateField = 5;

    // A name of the domain name system and a protocol's name have as many at most.
    private const int LongestText = 255;

    /// <summary>A client's certificate that is longer is not taken.</summary>
    public const int LongestCertificate = 16 * 1024;

    public static byte[] Write(TlsInfo info)
    {
        var writer = new ProtobufWriter(128);
        writer.WriteString(VersionField, info.Version);
        writer.WriteString(CipherSuiteField, info.CipherSuite);
        if (info.ServerName is not null)
            writer.WriteString(ServerNameField, info.ServerName);
        if (info.ApplicationProtocol is not null)
            writer.WriteString(ApplicationProtocolField, info.ApplicationProtocol);
        if (!info.ClientCertificate.IsEmpty)
            writer.WriteBytes(ClientCertificateField, info.ClientCertificate.Span);
        return writer.ToArray();
    }

    public static TlsInfo Read(ReadOnlySpan<byte> bytes)
    {
        var info = new TlsInfo("", "");
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case VersionField:
                    info = info with { Version = Bounded(reader.ReadString()) };
                    break;
                case CipherSuiteField:
                    info = info with { CipherSuite = Bounded(reader.ReadString()) };
                    break;
                case ServerNameField:
                    info = info with { ServerName = Bounded(reader.ReadString()) };
                    break;
                case ApplicationProtocolField:
                    info = info with { ApplicationProtocol = Bounded(reader.ReadString()) };
                    break;
                case ClientCertificateField:
                    info = info with { ClientCertificate = BoundedCertificate(reader.ReadBytes()) };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return info;
    }

    private static byte[] BoundedCertificate(ReadOnlySpan<byte> certificate) => certificate.Length <= LongestCertificate ? certificate.ToArray() : [];

    // In whole characters: half of one could not be written again.
    private static string Bounded(string text) =>
        text.Length <= LongestText ? text : text[..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)];
}
