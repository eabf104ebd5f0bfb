using ActorServer.TestKit.Tests.Doubles;


namespace ActorServer.TestKit.Tests;

public class FailureMessageTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void Other_bytes_are_shown_beside_the_expected_ones_at_once()
    {
        using var client = Dialogue.Connect(Kind.Actor);
        client.Send("hello\r\n\"\\\0ü");
        client.Send([0xff]);
        client.Settle();
        Assert.Equal(
            """
            The handler was expected to write "help".
              came:    "hello\r\n\"\\\x00ü\xff"
              handler: waits for input
            """,
            Failure(() => client.Expect("help")));
    }

    [Fact]
    public void Too_few_bytes_are_shown_and_the_handler_waits()
    {
        using var client = Dialogue.Connect(Kind.Actor);
        client.Send("he");
        client.Settle();
        client.Patience = Short;
        Assert.Equal(
            """
            The handler was expected to write "hello".
              came:    "he"
              handler: waits for input
            """,
            Failure(() => client.Expect("hello")));
    }

    [Fact]
    public void Of_many_bytes_those_around_the_first_difference_are_shown()
    {
        using var client = Dialogue.Connect(Kind.Actor);
        client.Send(new string('a', 1_000) + "X" + new string('b', 1_000));
        var message = Failure(() => client.Expect(new string('a', 1_000) + "Y" + new string('b', 1_000)));
        Assert.Contains("aY" + new string('b', 119) + "\" (from byte 960 on, of 2001)", message, StringComparison.Ordinal);
        Assert.Contains("aX" + new string('b', 119) + "\" (from byte 960 on, of 2001)", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_handler_that_has_closed_is_said_to_have()
    {
        using var client = Dialogue.Connect(Kind.Stream);
        client.Send("close");
        client.ExpectStopped();
        Assert.Equal(
            """
            The handler was expected to write "more".
              came:    nothing
              handler: has closed the connection
            """,
            Failure(() => client.Expect("more")));
        Assert.Contains("was expected to reset the connection", Failure(client.ExpectReset), StringComparison.Ordinal);
        Assert.Contains("was expected to fail.", Failure(() => client.ExpectFailure()), StringComparison.Ordinal);
        Assert.Contains("was expected to write nothing and to leave the connection open", Failure(() => client.ExpectNothing()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Kind.Actor)]
    [InlineData(Kind.Stream)]
    public void A_handler_that_has_failed_is_said_to_have_and_why(Kind kind)
    {
        using var client = Dialogue.Connect(kind);
        client.Send("throw");
        client.ExpectStopped();
        Assert.Equal(
            """
            The handler was expected to close the connection, after nothing more.
              came:    nothing
              handler: has failed: FormatException: no "words"
            """,
            Failure(client.ExpectClosed));
        Assert.Contains("was expected to fail with \"IOException\"", Failure(() => client.ExpectFailure("IOException")), StringComparison.Ordinal);
        Assert.Contains("was expected to write a line", Failure(() => client.ReadLine()), StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_left_are_shown_when_none_are_expected()
    {
        using var client = Dialogue.Connect(Kind.Actor);
        client.Send("surplus");
        client.Settle();
        var came = "came:    \"surplus\"\n  handler: waits for input";
        Assert.Contains(came, Failure(() => client.ExpectNothing()), StringComparison.Ordinal);
        Assert.Contains(came, Failure(client.ExpectClosed), StringComparison.Ordinal);
        client.Patience = Short;
        Assert.Contains("to write 9 bytes, and wrote 7.\n  " + came, Failure(() => client.Read(9)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_waits_either_way_is_counted()
    {
        using var client = Dialogue.Connect(Kind.Actor);
        client.StopReading();
        client.Send(new byte[400_000]);
        client.ExpectBackPressure();
        client.Patience = Short;
        Assert.Contains(
            "handler: busy: has not asked for more input; 137856 bytes sent to it are unread; 262144 bytes of its own wait for the client to read",
            Failure(() => client.Expect("x")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_handler_without_back_pressure_or_end_is_said_to_wait()
    {
        using var client = Dialogue.Connect(Kind.Actor);
        client.Patience = Short;
        Assert.Contains("to write 262144 bytes that the client does not take, and then to wait", Failure(() => client.ExpectBackPressure()), StringComparison.Ordinal);
        Assert.Contains("to stop, as its connection is over", Failure(client.ExpectStopped), StringComparison.Ordinal);
        Assert.Contains("to close the connection.", Failure(() => client.ReadToEnd()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_handler_that_hangs_is_said_to_be_busy()
    {
        using var hang = new ManualResetEventSlim();
        using var client = Dialogue.Connect(Kind.Actor);
        client.Tell(new Func<string>(() =>
        {
            hang.Wait();
            return "over";
        }));
        client.Patience = Short;
        Assert.StartsWith("The handler was expected to do what it was sent.", Failure(() => client.ExpectNothing()), StringComparison.Ordinal);
        hang.Set();
    }

    [Fact]
    public void What_was_awaited_in_vain_does_not_cut_the_next_wait_short()
    {
        using var hang = new ManualResetEventSlim();
        using var client = Dialogue.Connect(Kind.Actor);
        client.Tell(new Func<string>(() =>
        {
            hang.Wait();
            return "first";
        }));
        client.Patience = Short;
        Failure(client.Settle);
        client.Patience = TestClient.DefaultPatience;
        using var done = new ManualResetEventSlim();
        client.Tell(new Func<string>(() =>
        {
            done.Wait(Short);
            done.Set();
            return "second";
        }));
        // When the next wait has begun: what it must not take for its own is the answer to the first.
        using var release = new Timer(_ => hang.Set(), null, Short, Timeout.InfiniteTimeSpan);
        client.Settle();
        Assert.True(done.IsSet);
    }

    [Fact]
    public void A_reset_of_the_clients_own_is_not_the_handlers()
    {
        using var client = Dialogue.Connect(Kind.Actor);
        client.Abort();
        client.ExpectStopped();
        Assert.EndsWith("handler: was told that the client has reset the connection", Failure(client.ExpectReset), StringComparison.Ordinal);
    }

    private static string Failure(Action expectation) => Assert.Throws<ExpectationFailedException>(expectation).Message;
}
