using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Serialization;
using System.Text;

namespace ActorServer.Protocol.Serialization;

/// <summary>An end point on the wire: its kind, and its text as .NET prints it.</summary>
internal static class EndPointFields
{
    private const int KindField = 1;
    private const int TextField = 2;
    private const int LongestUnixPath = 107;

    private enum Kind
    {
        Other = 0,
        Internet = 1,
        Unix = 2,
        UnixPeer = 3,
    }

    public static byte[] Write(EndPoint endPoint)
    {
        var text = endPoint.ToString() ?? "";
        var writer = new ProtobufWriter(64);
        writer.WriteInt32(KindField, (int)KindOf(endPoint));
        writer.WriteString(TextField, text);
        return writer.ToArray();
    }

    public static EndPoint Read(ReadOnlySpan<byte> bytes)
    {
        var kind = Kind.Other;
        var text = "";
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case KindField:
                    kind = (Kind)reader.ReadInt32();
                    break;
                case TextField:
                    text = reader.ReadString();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return Create(kind, text);
    }

    private static Kind KindOf(EndPoint endPoint) => endPoint switch
    {
        IPEndPoint => Kind.Internet,
        UnixDomainSocketEndPoint => Kind.Unix,
        UnixPeer => Kind.UnixPeer,
        _ => Kind.Other,
    };

    private static EndPoint Create(Kind kind, string text) => kind switch
    {
        Kind.Internet => IPEndPoint.TryParse(text, out var internet) ? internet : throw new SerializationException("An end point is not an IP address and port."),
        Kind.Unix when IsUnixPath(text) => new UnixDomainSocketEndPoint(text[0] == '@' ? '\0' + text[1..] : text),
        Kind.UnixPeer when ReadPeer(text) is { } peer => peer,
        // An unnamed peer, or a kind that a newer writer knows: the text is still good for a record.
        _ => new NamedEndPoint(text),
    };

    private static UnixPeer? ReadPeer(string text) =>
        text.Split(["unix:pid=", ",uid="], StringSplitOptions.None) is ["", var pid, var uid]
            && int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out var process)
            && uint.TryParse(uid, NumberStyles.None, CultureInfo.InvariantCulture, out var user)
            ? new UnixPeer(process, user)
            : null;

    private static bool IsUnixPath(string text) =>
        text.Length > 0 && !text.Contains('\0', StringComparison.Ordinal) && Encoding.UTF8.GetByteCount(text) <= LongestUnixPath;
}
