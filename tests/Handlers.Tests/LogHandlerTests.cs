using System.Net;
using System.Text;
using ActorServer.Protocol.Handling;
using ActorServer.Tests.Shared;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit.Xunit2;

namespace ActorServer.Handlers.Tests;

public sealed class LogHandlerTests : TestKit
{
    private static readonly Props Logging = Props.Create<LogHandler>();

    private readonly StringWriter _output = new();

    public LogHandlerTests() => ServerOutput.RedirectTo(_output, marked: false);

    [Fact]
    public void Log_prints_each_piece_and_the_end_and_answers_nothing()
    {
        var connection = PlayedConnection.Reading(this, Logging);
        connection.Send("hello\n");
        connection.ExpectReading();
        connection.Send("wörld");
        connection.ExpectReading();
        connection.EndInput();
        connection.ExpectClose();
        Assert.Equal("recv [127.0.0.1:41234]: hello\\n\nrecv [127.0.0.1:41234]: wörld\nclosed [127.0.0.1:41234]\n", Printed());
    }

    [Fact]
    public void Log_prints_the_end_once_though_it_hears_of_it_twice()
    {
        var connection = PlayedConnection.Reading(this, Logging);
        connection.EndInput();
        connection.ExpectClose();
        connection.EndWith(Tcp.Closed.Instance);
        Assert.Equal("closed [127.0.0.1:41234]\n", Printed());
    }

    [Fact]
    public void Log_prints_the_end_of_a_client_that_resets()
    {
        var connection = PlayedConnection.Reading(this, Logging);
        connection.EndWith(new Tcp.ErrorClosed("peer-reset"));
        Assert.Equal("closed [127.0.0.1:41234]\n", Printed());
    }

    [Fact]
    public void Log_keeps_a_character_together_that_comes_in_two_pieces()
    {
        var connection = PlayedConnection.Reading(this, Logging);
        connection.Send([(byte)'a', 0xc3]);
        connection.ExpectReading();
        connection.Send([0xbc, (byte)'b']);
        connection.ExpectReading();
        Assert.Equal("recv [127.0.0.1:41234]: a\nrecv [127.0.0.1:41234]: üb\n", Printed());
    }

    [Fact]
    public void Log_prints_half_a_character_before_the_end()
    {
        var connection = PlayedConnection.Reading(this, Logging);
        connection.Send([0xc3]);
        connection.ExpectReading();
        connection.EndInput();
        connection.ExpectClose();
        Assert.Equal("recv [127.0.0.1:41234]: \\xc3\nclosed [127.0.0.1:41234]\n", Printed());
    }

    [Fact]
    public void Log_cuts_a_long_piece_into_lines_that_keep_their_characters_whole()
    {
        var sent = "x" + string.Concat(Enumerable.Repeat("🙂", 5_000));
        var connection = PlayedConnection.Reading(this, Logging);
        connection.Send(sent);
        connection.ExpectReading();
        var texts = Printed().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line["recv [127.0.0.1:41234]: ".Length..]).ToArray();
        Assert.True(texts.Length > 1);
        Assert.All(texts, text => Assert.DoesNotContain(Rune.ReplacementChar, text.EnumerateRunes()));
        Assert.All(texts, text => Assert.InRange(text.Length, 1, 2_001));
        Assert.Equal(sent, string.Concat(texts));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Log_cuts_no_escape_in_two(int before)
    {
        var connection = PlayedConnection.Reading(this, Logging);
        connection.Send([.. Enumerable.Repeat((byte)'x', before), .. Enumerable.Repeat((byte)0x80, 1_200)]);
        connection.ExpectReading();
        var texts = Printed().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line["recv [127.0.0.1:41234]: ".Length..]).ToArray();
        Assert.True(texts.Length > 1);
        Assert.All(texts, text => Assert.Equal(text.TrimStart('x').Length / 4, text.Split("\\x80").Length - 1));
        Assert.Equal(new string('x', before) + string.Concat(Enumerable.Repeat("\\x80", 1_200)), string.Concat(texts));
    }

    [Fact]
    public void Log_shows_an_IPv6_client_in_brackets_and_a_mapped_one_as_IPv4()
    {
        foreach (var (peer, shown) in new[] { ("[2001:db8::1]:9", "[2001:db8::1]:9"), ("[::ffff:10.0.0.1]:9", "10.0.0.1:9") })
        {
            var connection = new PlayedConnection(this, Logging);
            connection.Connect(PlayedConnection.Info with { Peer = IPEndPoint.Parse(peer) });
            connection.ExpectReading();
            connection.EndInput();
            connection.ExpectClose();
            Assert.EndsWith($"closed [{shown}]\n", Printed(), StringComparison.Ordinal);
        }
    }

    protected override void Dispose(bool disposing)
    {
        ServerOutput.RedirectTo(Console.Out, marked: false);
        base.Dispose(disposing);
    }

    private string Printed() => _output.ToString();
}
