using System.Text;
using ActorServer.TestKit;

namespace ActorServer.Handlers.Tests;

public class ChargenHandlerTests
{
    private const int LineWithEnd = 74;
    private const int Characters = 95;

    [Fact]
    public void Chargen_sends_the_lines_that_the_RFC_shows()
    {
        using var client = TestClient.Connect<ChargenHandler>();
        var lines = Lines(client.Read(2 * Characters * LineWithEnd));
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
        using var client = TestClient.Connect<ChargenHandler>();
        client.StopReading();
        // What the client took before it stopped may not have been acknowledged yet, up to a quarter of the window.
        Assert.InRange(client.ExpectBackPressure(), ActorHandler.Window * 3 / 4 - (Characters * LineWithEnd), ActorHandler.Window + (Characters * LineWithEnd));
    }

    [Fact]
    public void Chargen_goes_on_as_long_as_the_client_takes_it()
    {
        using var client = TestClient.Connect<ChargenHandler>();
        Assert.Equal(4 << 20, client.Read(4 << 20).Length);
    }

    [Fact]
    public void Chargen_learns_that_its_client_has_closed_its_side_though_the_client_reads_nothing_and_then_sends_no_more()
    {
        using var client = TestClient.Connect<ChargenHandler>();
        client.StopReading();
        var untaken = client.ExpectBackPressure();
        client.Send("ignored");
        client.CloseSending();
        client.Settle();
        Assert.Equal(0, client.UnreadBytes);
        client.ResumeReading();
        Assert.InRange(client.ReadToEnd().Length, untaken, untaken + ActorHandler.Window / 2);
    }

    private static string[] Lines(byte[] bytes) =>
        Encoding.ASCII.GetString(bytes[..(bytes.Length / LineWithEnd * LineWithEnd)]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
}
