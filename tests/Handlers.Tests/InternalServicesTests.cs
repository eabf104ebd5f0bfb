using System.Text;
using ActorServer.Protocol.Handling;
using Akka.Actor;
using Akka.IO;

namespace ActorServer.Handlers.Tests;

public class InternalServicesTests : HandlerSpec
{
    [Fact]
    public void Echo_sends_back_what_it_receives_and_closes_after_the_client()
    {
        Connect(Props.Create<EchoHandler>());
        ExpectReading();
        Send("hello\n");
        Assert.Equal("hello\n", ExpectWrite());
        ExpectReading();
        PeerCloses();
        Connection.ExpectMsg<Tcp.Close>();
        Closed();
    }

    [Fact]
    public void Discard_answers_nothing()
    {
        Connect(Props.Create<DiscardHandler>());
        ExpectReading();
        Send(new byte[5000]);
        ExpectReading();
        PeerCloses();
        Connection.ExpectMsg<Tcp.Close>();
        Closed();
    }

    [Fact]
    public void Daytime_sends_one_line_and_closes()
    {
        Connect(Props.Create(() => new DaytimeHandler(new FixedTime(new DateTimeOffset(2026, 11, 23, 15, 4, 5, TimeSpan.Zero)))));
        Assert.Equal("Monday, November 23, 2026 15:04:05-UTC\r\n", Encoding.ASCII.GetString(ReadUntilClose()));
        Closed();
    }

    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 2208988800)]
    [InlineData("1980-01-01T00:00:00Z", 2524521600)]
    [InlineData("2036-02-07T06:28:15Z", 4294967295)]
    [InlineData("2036-02-07T06:28:16Z", 0)]
    public void Time_sends_the_seconds_since_1900_in_32_bits(string now, uint seconds)
    {
        Connect(Props.Create(() => new TimeHandler(new FixedTime(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture)))));
        var bytes = ReadUntilClose();
        Assert.Equal(seconds, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes));
        Assert.Equal(4, bytes.Length);
    }

    [Fact]
    public void Chargen_makes_no_more_than_the_window_and_still_reads()
    {
        Connect(Props.Create<ChargenHandler>());
        var written = 0;
        while (Connection.ReceiveOne(TimeSpan.FromMilliseconds(300)) is { } message)
            written += message is Tcp.Write write ? write.Data.Count : 0;
        Assert.InRange(written, ActorHandler.Window, ActorHandler.Window + ActorHandler.MaxPiece);
        Send("x");
        ExpectReading();
        PeerCloses();
        var rest = new List<object>();
        while (Connection.ReceiveOne(TimeSpan.FromMilliseconds(100)) is { } message)
            rest.Add(message);
        Assert.All(rest, message => Assert.True(message is Tcp.Close or Tcp.Write));
    }

    [Fact]
    public void Chargen_sends_lines_of_72_characters_each_beginning_one_later()
    {
        Connect(Props.Create<ChargenHandler>());
        var lines = Encoding.ASCII.GetString(ExpectWriteBytes().ToArray()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.Equal(72, line.Length));
        Assert.Equal([' ', '!', '"'], lines.Take(3).Select(line => line[0]));
        Assert.Equal(95, lines.Length);
        Assert.Equal('~', lines[94][0]);
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
