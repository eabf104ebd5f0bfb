using System.Net;
using System.Runtime.Serialization;
using ActorServer.Cluster.Places;
using ActorServer.Cluster.Wire;
using ActorServer.Protocol.Serialization;
using CsCheck;

namespace ActorServer.Cluster.Tests;

public sealed class FormatTests
{
    private static readonly ClusterSerializer Serializer = new(null!);

    private static readonly object[] Messages =
    [
        new Reserve(7, "c-42", "echo", "EchoHandler", new IPEndPoint(IPAddress.IPv6Loopback, 5), new IPEndPoint(IPAddress.Loopback, 80), true),
        new Reserved(ulong.MaxValue, Ticket.Random(), 4054, "c-17"),
        new NotReserved(1),
        new TicketReturned(Ticket.Random()),
        new PlacesFree(new Dictionary<string, int> { ["echo"] = 3, ["chat"] = 0 }),
        new ClientEnded("echo", "c-42", "worker-died", "w-1", "signal:9", null),
        Farewell.Instance,
        AreYouIn.Instance,
        new IAmIn(true),
        new IAmIn(false),
    ];

    [Fact]
    public void Every_message_is_read_as_it_was_written()
    {
        Assert.Equal(ClusterFormats.All.Select(format => format.Type).Order(Comparer<Type>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name))), Messages.Select(message => message.GetType()).Distinct().OrderBy(type => type.Name, StringComparer.Ordinal));
        foreach (var message in Messages)
        {
            var read = Read(Serializer.ToBinary(message), Serializer.Manifest(message));
            if (message is PlacesFree free)
                Assert.Equal(free.ByService, Assert.IsType<PlacesFree>(read).ByService);
            else
                Assert.Equal(message, read);
        }
    }

    [Fact]
    public void A_field_of_a_newer_version_is_passed_over()
    {
        var more = new ProtobufWriter(16);
        more.WriteString(30, "new");
        foreach (var message in Messages.Where(message => message is not PlacesFree))
            Assert.Equal(message, Read([.. Serializer.ToBinary(message), .. more.ToArray()], Serializer.Manifest(message)));
    }

    [Fact]
    public void Whatever_the_bytes_are_reading_ends_with_a_message_or_that_it_cannot_be_read() =>
        Gen.Select(Gen.Int[0, Messages.Length - 1].Select(index => Messages[index]), Gen.Int[0, 400], Gen.Byte, Gen.Byte.Array[0, 20]).Sample((message, at, value, tail) =>
        {
            byte[] bytes = [.. Serializer.ToBinary(message), .. tail];
            if (at < bytes.Length)
                bytes[at] = value;
            try
            {
                Read(bytes, Serializer.Manifest(message));
            }
            catch (SerializationException)
            {
                // Said so.
            }
        });

    [Fact]
    public void What_is_too_long_or_too_much_is_not_read()
    {
        var text = new ProtobufWriter(10_000);
        text.WriteString(2, new string('a', BoundedText.MaxBytes + 1));
        Assert.Throws<SerializationException>(() => Read(text.ToArray(), "CE1"));
        var list = Enumerable.Range(0, ClusterFormats.MostServices + 1).ToDictionary(number => $"s{number}", _ => 1);
        var bytes = Serializer.ToBinary(new PlacesFree(list));
        Assert.Equal(ClusterFormats.MostServices, Assert.IsType<PlacesFree>(Read(bytes, "CF1")).ByService.Count);
        Assert.Throws<SerializationException>(() => Read([.. bytes, .. Serializer.ToBinary(new PlacesFree(new Dictionary<string, int> { ["one more"] = 1 }))], "CF1"));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void What_stands_in_a_record_as_it_is_has_no_other_letters(int field)
    {
        foreach (var text in (string[])["two words", "a=b", "\u001b[2J", "\"", new string('a', 65)])
        {
            var ended = new ProtobufWriter(100);
            ended.WriteString(field, text);
            Assert.Throws<SerializationException>(() => Read(ended.ToArray(), "CE1"));
        }
    }

    [Fact]
    public void A_manifest_that_is_not_known_has_no_type() => Assert.Null(ClusterSerializer.TypeOf("CX9"));

    private static object Read(byte[] bytes, string manifest) => Serializer.FromBinary(bytes, manifest);
}
