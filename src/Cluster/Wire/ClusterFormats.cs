using System.Net;
using System.Runtime.Serialization;
using ActorServer.Cluster.Places;
using ActorServer.Protocol.Serialization;

namespace ActorServer.Cluster.Wire;

/// <summary>
/// The formats of what nodes say to each other. Extend-only, as between server and worker: nodes of two versions work side by side while
/// one after the other is replaced. Every text and list is bounded, on both sides.
/// </summary>
internal static class ClusterFormats
{
    /// <summary>More services than this are not reported.</summary>
    public const int MostServices = 1000;

    private const int LongestText = BoundedText.MaxBytes;
    private const int LongestWord = 64;
    private const int LongestEndPoint = 256;

    // Of how a client ended; the other fields are words.
    private const int EndedService = 1;
    private const int EndedError = 6;

    /// <summary>One for each type of message.</summary>
    public static readonly IReadOnlyList<MessageFormat> All =
    [
        MessageFormat.Of("CR1", WriteReserve, ReadReserve),
        MessageFormat.Of("CP1", WriteReserved, ReadReserved),
        MessageFormat.Of<NotReserved>("CN1", message => WriteNumber(message.Number), bytes => new NotReserved(ReadNumber(bytes))),
        MessageFormat.Of<TicketReturned>("CG1", message => WriteTicket(message.Ticket), bytes => new TicketReturned(ReadTicket(bytes))),
        MessageFormat.Of("CF1", WriteFree, ReadFree),
        MessageFormat.Of("CE1", WriteEnded, ReadEnded),
        MessageFormat.OfOnly("CB1", Farewell.Instance),
        MessageFormat.OfOnly("CQ1", AreYouIn.Instance),
        MessageFormat.Of<IAmIn>("CA1", message => WriteNumber(message.IsIn ? 1ul : 0), bytes => new IAmIn(ReadNumber(bytes) == 1)),
    ];

    private static byte[] WriteReserve(Reserve message)
    {
        var writer = new ProtobufWriter(256);
        writer.WriteFixed64(1, message.Number);
        writer.WriteString(2, BoundedText.Bound(message.Client));
        writer.WriteString(3, BoundedText.Bound(message.Service));
        writer.WriteString(4, BoundedText.Bound(message.Handler));
        writer.WriteBytes(5, EndPointFields.Write(message.Peer));
        writer.WriteBytes(6, EndPointFields.Write(message.Local));
        writer.WriteBool(7, message.TlsHasEnded);
        return writer.ToArray();
    }

    private static Reserve ReadReserve(byte[] bytes)
    {
        ulong? number = null;
        var (client, service, handler) = ("", "", "");
        EndPoint? peer = null;
        EndPoint? local = null;
        var tlsHasEnded = false;
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case 1: number = reader.ReadFixed64(); break;
                case 2: client = Word(ref reader); break;
                case 3: service = Text(ref reader); break;
                case 4: handler = Text(ref reader); break;
                case 5: peer = EndPointOf(ref reader); break;
                case 6: local = EndPointOf(ref reader); break;
                case 7: tlsHasEnded = reader.ReadBool(); break;
                default: reader.Skip(); break;
            }
        }

        return new Reserve(Needed(number), client, service, handler, Required.Field(peer), Required.Field(local), tlsHasEnded);
    }

    private static byte[] WriteReserved(Reserved message)
    {
        var writer = new ProtobufWriter(96);
        writer.WriteFixed64(1, message.Number);
        writer.WriteBytes(2, message.Ticket.ToBytes());
        writer.WriteInt32(3, message.LegsPort);
        writer.WriteString(4, BoundedText.Bound(message.There));
        return writer.ToArray();
    }

    private static Reserved ReadReserved(byte[] bytes)
    {
        ulong? number = null;
        Ticket? ticket = null;
        var port = 0;
        var there = "";
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case 1: number = reader.ReadFixed64(); break;
                case 2: ticket = TicketOf(reader.ReadBytes()); break;
                case 3: port = reader.ReadInt32(); break;
                case 4: there = Word(ref reader); break;
                default: reader.Skip(); break;
            }
        }

        return port is > 0 and <= IPEndPoint.MaxPort ? new Reserved(Needed(number), Needed(ticket), port, there) : throw new SerializationException("A port is out of range.");
    }

    private static byte[] WriteFree(PlacesFree message)
    {
        var writer = new ProtobufWriter(256);
        foreach (var (service, places) in message.ByService.Take(MostServices))
        {
            var entry = new ProtobufWriter(64);
            entry.WriteString(1, BoundedText.Bound(service));
            entry.WriteInt32(2, places);
            writer.WriteBytes(1, entry.ToArray());
        }

        return writer.ToArray();
    }

    private static PlacesFree ReadFree(byte[] bytes)
    {
        var free = new Dictionary<string, int>(StringComparer.Ordinal);
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            if (reader.Field != 1)
            {
                reader.Skip();
                continue;
            }

            var (service, places) = ReadEntry(reader.ReadBytes());
            free[service] = places;
            if (free.Count > MostServices)
                throw new SerializationException("Too many services.");
        }

        return new PlacesFree(free);
    }

    private static (string Service, int Places) ReadEntry(ReadOnlySpan<byte> bytes)
    {
        var (service, places) = ("", 0);
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case 1: service = Text(ref reader); break;
                case 2: places = reader.ReadInt32(); break;
                default: reader.Skip(); break;
            }
        }

        return (service, Math.Max(0, places));
    }

    private static byte[] WriteEnded(ClientEnded message)
    {
        var writer = new ProtobufWriter(256);
        string?[] texts = [message.Service, message.Client, message.Reason, message.Worker, message.Exit, message.Error];
        for (var field = 0; field < texts.Length; field++)
            writer.WriteString(field + 1, BoundedText.Bound(texts[field] ?? ""));
        return writer.ToArray();
    }

    private static ClientEnded ReadEnded(byte[] bytes)
    {
        var texts = new string?[7];
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            if (reader.Field is EndedService or EndedError)
                texts[reader.Field] = Text(ref reader);
            else if (reader.Field < texts.Length)
                texts[reader.Field] = Word(ref reader);
            else
                reader.Skip();
        }

        return new ClientEnded(texts[1] ?? "", texts[2] ?? "", texts[3] ?? "", texts[4], texts[5], texts[6]);
    }

    private static byte[] WriteNumber(ulong number)
    {
        var writer = new ProtobufWriter(9);
        writer.WriteFixed64(1, number);
        return writer.ToArray();
    }

    private static ulong ReadNumber(byte[] bytes)
    {
        ulong? number = null;
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            if (reader.Field == 1)
                number = reader.ReadFixed64();
            else
                reader.Skip();
        }

        return Needed(number);
    }

    private static byte[] WriteTicket(Ticket ticket)
    {
        var writer = new ProtobufWriter(18);
        writer.WriteBytes(1, ticket.ToBytes());
        return writer.ToArray();
    }

    private static Ticket ReadTicket(byte[] bytes)
    {
        Ticket? ticket = null;
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            if (reader.Field == 1)
                ticket = TicketOf(reader.ReadBytes());
            else
                reader.Skip();
        }

        return Needed(ticket);
    }

    private static Ticket TicketOf(ReadOnlySpan<byte> bytes) =>
        bytes.Length == Ticket.Length ? Ticket.Read(bytes) : throw new SerializationException("A ticket has another length.");

    private static string Text(ref ProtobufReader reader)
    {
        var bytes = reader.ReadBytes();
        return bytes.Length <= LongestText ? ProtobufReader.Text(bytes) : throw new SerializationException("A text is too long.");
    }

    // An id, a reason, a number, an exit: it stands in a record as it is.
    private static string Word(ref ProtobufReader reader)
    {
        var word = Text(ref reader);
        return word.Length <= LongestWord && word.All(letter => letter is > ' ' and <= '~' and not '"' and not '=')
            ? word
            : throw new SerializationException("A word is too long, or has other letters.");
    }

    private static EndPoint EndPointOf(ref ProtobufReader reader)
    {
        var endPoint = EndPointFields.Read(reader.ReadBytes());
        var text = endPoint.ToString()!;
        return text.Length <= LongestEndPoint && !text.Any(char.IsControl)
            ? endPoint
            : throw new SerializationException("An end point is too long, or has control characters.");
    }

    private static T Needed<T>(T? value)
        where T : struct =>
        value ?? throw new SerializationException("A field is missing.");
}
