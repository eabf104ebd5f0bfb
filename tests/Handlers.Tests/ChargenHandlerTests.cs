using System.Text;
using ActorServer.Protocol.Handling;
using ActorServer.Protocol.Messages;
using ActorServer.Tests.Shared;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit.Xunit2;

namespace ActorServer.Handlers.Tests;

public class ChargenHandlerTests : TestKit
{
    private const int LineWithEnd = 74;
    private const int Characters = 95;

    private static readonly Props Chargen = Props.Create<ChargenHandler>();

    [Fact]
    public void Chargen_sends_the_lines_that_the_RFC_shows()
    {
        var connection = PlayedConnection.Of(this, Chargen);
        var lines = Lines(connection.Take(2 * Characters * LineWithEnd));
        Assert.Equal(" !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefg", lines[0]);
        Assert.Equal("!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefgh", lines[1]);
        Assert.Equal("~ !\"#", lines[Characters - 1][..5]);
        Assert.All(lines, line => Assert.Equal(72, line.Length));
        for (var i = 1; i < lines.Length; i++)
            Assert.Equal(lines[i - 1][1..], lines[i][..^1]);
        Assert.Equal(lines[0], lines[Characters]);
    }

    [Fact]
    public void Chargen_makes_no_more_than_the_client_takes()
    {
        var connection = PlayedConnection.Of(this, Chargen);
        var unacknowledged = connection.TakeAllWithoutAcknowledging();
        Assert.InRange(unacknowledged, ActorHandler.Window, ActorHandler.Window + (Characters * LineWithEnd));
    }

    [Fact]
    public void Chargen_goes_on_as_long_as_the_client_takes_it()
    {
        var connection = PlayedConnection.Of(this, Chargen);
        Assert.True(connection.Take(4 << 20).Length >= 4 << 20);
    }

    [Fact]
    public void Chargen_learns_that_its_client_has_closed_its_side_though_the_client_reads_nothing()
    {
        var connection = PlayedConnection.Of(this, Chargen);
        Assert.Contains(connection.Probe.ReceiveWhile<object>(TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(300), message => message), message => message is Tcp.ResumeReading);
        connection.Send("ignored");
        connection.ExpectReading();
        connection.EndInput();
        connection.ExpectClose();
    }

    [Fact]
    public void Chargen_sends_nothing_more_once_it_has_closed()
    {
        var connection = PlayedConnection.Of(this, Chargen);
        connection.TakeAllWithoutAcknowledging();
        connection.EndInput();
        connection.ExpectClose();
        connection.Tell(new WriteAcknowledged(ActorHandler.Window / 4));
        connection.ExpectNothing();
    }

    private static string[] Lines(byte[] bytes) =>
        Encoding.ASCII.GetString(bytes[..(bytes.Length / LineWithEnd * LineWithEnd)]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
}
