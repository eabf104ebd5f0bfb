using System.Net;
using System.Text;
using ActorServer.TestKit;

namespace ActorServer.Handlers.Tests;

/// <summary>What holds of <c>log</c> as an actor and on a stream.</summary>
public abstract class LogTests<THandler> : IDisposable
    where THandler : class
{
    private const string Received = "recv [127.0.0.1:41234]: ";

    private readonly StringWriter _output = new();

    protected LogTests() => ServerOutput.RedirectTo(_output.WriteLine);

    [Fact]
    public void Log_prints_each_piece_and_the_end_and_answers_nothing()
    {
        using var client = TestClient.Connect<THandler>();
        client.Send("hello\n", "wörld");
        client.CloseSending();
        client.ExpectClosed();
        Assert.Equal("recv [127.0.0.1:41234]: hello\\n\nrecv [127.0.0.1:41234]: wörld\nclosed [127.0.0.1:41234]\n", Printed());
    }

    [Fact]
    public void Log_prints_the_end_once_though_it_hears_of_it_twice()
    {
        using var client = TestClient.Connect<THandler>();
        client.CloseSending();
        client.ExpectClosed();
        Assert.Equal("closed [127.0.0.1:41234]\n", Printed());
    }

    [Fact]
    public void Log_prints_the_end_of_a_client_that_resets()
    {
        using var client = TestClient.Connect<THandler>();
        client.Abort();
        client.ExpectStopped();
        Assert.Equal("closed [127.0.0.1:41234]\n", Printed());
    }

    [Fact]
    public void Log_keeps_a_character_together_that_comes_in_two_pieces()
    {
        using var client = TestClient.Connect<THandler>();
        client.Send([(byte)'a', 0xc3], [0xbc, (byte)'b']);
        client.CloseSending();
        client.ExpectClosed();
        Assert.Equal("recv [127.0.0.1:41234]: a\nrecv [127.0.0.1:41234]: üb\nclosed [127.0.0.1:41234]\n", Printed());
    }

    [Fact]
    public void Log_prints_half_a_character_before_the_end()
    {
        using var client = TestClient.Connect<THandler>();
        client.Send([0xc3]);
        client.CloseSending();
        client.ExpectClosed();
        Assert.Equal("recv [127.0.0.1:41234]: \\xc3\nclosed [127.0.0.1:41234]\n", Printed());
    }

    [Fact]
    public void Log_cuts_a_long_piece_into_lines_that_keep_their_characters_whole()
    {
        var sent = "x" + string.Concat(Enumerable.Repeat("🙂", 5_000));
        using var client = TestClient.Connect<THandler>();
        client.Send(sent);
        client.CloseSending();
        client.ExpectClosed();
        var texts = PrintedTexts();
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
        using var client = TestClient.Connect<THandler>();
        client.Send([.. Enumerable.Repeat((byte)'x', before), .. Enumerable.Repeat((byte)0x80, 1_200)]);
        client.CloseSending();
        client.ExpectClosed();
        var texts = PrintedTexts();
        Assert.True(texts.Length > 1);
        Assert.All(texts, text => Assert.Equal(text.TrimStart('x').Length / 4, text.Split("\\x80").Length - 1));
        Assert.Equal(new string('x', before) + string.Concat(Enumerable.Repeat("\\x80", 1_200)), string.Concat(texts));
    }

    [Theory]
    [InlineData("[2001:db8::1]:9", "[2001:db8::1]:9")]
    [InlineData("[::ffff:10.0.0.1]:9", "10.0.0.1:9")]
    public void Log_shows_an_IPv6_client_in_brackets_and_a_mapped_one_as_IPv4(string peer, string shown)
    {
        using var client = TestClient.Connect<THandler>(connection: TestClient.DefaultConnection with { Peer = IPEndPoint.Parse(peer) });
        client.CloseSending();
        client.ExpectClosed();
        Assert.Equal($"closed [{shown}]\n", Printed());
    }

    public void Dispose()
    {
        ServerOutput.RedirectToConsole();
        _output.Dispose();
        GC.SuppressFinalize(this);
    }

    private string Printed() => _output.ToString();

    private string[] PrintedTexts() =>
        [.. Printed().Split('\n').Where(line => line.StartsWith(Received, StringComparison.Ordinal)).Select(line => line[Received.Length..])];
}
