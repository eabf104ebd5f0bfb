using ActorServer.TestKit.Tests.Doubles;


namespace ActorServer.TestKit.Tests;

/// <summary>The same tests of a handler of either kind.</summary>
public class DialogueTests
{
    public static TheoryData<Kind> Kinds => [Kind.Actor, Kind.Stream, Kind.Duplex];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Bytes_are_expected_whatever_the_pieces(Kind kind)
    {
        using var client = Dialogue.Connect(kind);
        client.Send("one", "two");
        client.Send([0xff, 0x00], [0x80]);
        client.Expect("onet");
        client.Expect([(byte)'w', (byte)'o', 0xff]);
        Assert.Equal([0x00, 0x80], client.Read(2));
        client.Send("line\r\nli"u8);
        client.Send("ne\n");
        Assert.Equal("line", client.ReadLine());
        Assert.Equal("line", client.ReadLine());
        client.ExpectNothing();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_client_that_half_closes_gets_all_and_the_end(Kind kind)
    {
        using var client = Dialogue.Connect(kind);
        client.Send("last");
        client.CloseSending();
        client.Expect("last");
        client.ExpectClosed();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void More_than_a_receive_buffer_is_read_to_the_end(Kind kind)
    {
        var bytes = new byte[3_000_000];
        Random.Shared.NextBytes(bytes);
        using var client = Dialogue.Connect(kind);
        client.Send(bytes);
        client.CloseSending();
        Assert.Equal(bytes, client.ReadToEnd());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_handler_closes(Kind kind)
    {
        using var client = Dialogue.Connect(kind);
        client.Send("close", "too late");
        client.ExpectClosed();
        Assert.Equal("too late".Length, client.UnreadBytes);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_handler_fails(Kind kind)
    {
        using var client = Dialogue.Connect(kind);
        client.Send("before", "throw");
        client.Expect("before");
        Assert.Equal("FormatException: no \"words\"", client.ExpectFailure("no \"words\""));
        client.ExpectReset();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_client_resets_and_the_handler_stops(Kind kind)
    {
        using var client = Dialogue.Connect(kind);
        client.Send("one");
        client.Expect("one");
        client.Abort();
        client.ExpectStopped();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_client_that_does_not_read_stops_the_handler_from_reading(Kind kind)
    {
        using var client = Dialogue.Connect(kind);
        client.StopReading();
        client.Send(new byte[1 << 20]);
        Assert.Equal(ActorHandler.Window, client.ExpectBackPressure());
        Assert.InRange(client.UnreadBytes, (1 << 20) - ActorHandler.Window - ActorHandler.MaxPiece, (1 << 20) - ActorHandler.Window);
        client.ResumeReading();
        Assert.Equal(1 << 20, client.Read(1 << 20).Length);
        Assert.Equal(0, client.UnreadBytes);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_handler_is_told_of_a_drain(Kind kind)
    {
        using var client = Dialogue.Connect(kind);
        client.Send("x");
        client.Expect("x");
        client.Drain();
        client.Expect("draining");
    }

    [Fact]
    public void An_actor_aborts_or_stops_and_the_client_is_reset()
    {
        foreach (var word in new[] { "abort", "stop" })
        {
            using var client = Dialogue.Connect(Kind.Actor);
            client.Send(word);
            client.ExpectReset();
        }
    }

    [Fact]
    public void An_actor_gets_messages_of_its_own()
    {
        using var client = Dialogue.Connect(Kind.Actor);
        client.Tell(42);
        client.Expect("message 42");
    }
}
