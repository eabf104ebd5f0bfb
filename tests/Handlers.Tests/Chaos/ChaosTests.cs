using System.Globalization;
using ActorServer.TestKit;

namespace ActorServer.Handlers.Tests.Chaos;

/// <summary>What holds of <c>chaos</c> as an actor and on a stream.</summary>
public abstract class ChaosTests<THandler>
    where THandler : class
{
    private const int FloodLine = 64;

    [Fact]
    public void Each_line_is_answered_with_a_line()
    {
        using var client = TestClient.Connect<THandler>();
        client.Send("echo hello\n");
        client.Expect("hello\n");
        client.Send("echo grüße\n");
        client.Expect("grüße\n");
        client.Send("nonsense\n");
        client.Expect("error: unknown command");
    }

    [Fact]
    public void Whoami_says_where_the_handler_runs() =>
        Assert.Matches($@"\Apid={Environment.ProcessId} thread=\d+ isolation=test connection=c-1\z", Answer("whoami"));

    [Fact]
    public void Count_goes_up_by_one_with_each_use_by_any_client()
    {
        using var client = TestClient.Connect<THandler>();
        client.Send("count\ncount\n");
        var first = Number(client);
        Assert.Equal(first + 1, Number(client));
        using var other = TestClient.Connect<THandler>();
        other.Send("count\n");
        Assert.Equal(first + 2, Number(other));
    }

    [Theory]
    [InlineData("block 1ms")]
    [InlineData("spin 1ms")]
    [InlineData("leak 100KiB")]
    public void Block_spin_and_leak_say_ok_when_they_have_done_it(string command) => Assert.Equal("ok", Answer(command));

    [Fact]
    public void Throw_fails_the_handler_and_what_was_answered_before_has_been_written()
    {
        using var client = TestClient.Connect<THandler>();
        client.Send("echo before\nthrow\necho after\n");
        client.Expect("before\n");
        Assert.Equal("InvalidOperationException: chaos: throw", client.ExpectFailure());
    }

    [Fact]
    public void Lines_may_be_split_anywhere_and_end_with_LF_or_CRLF()
    {
        const string Lines = "echo one\r\necho two\necho \r\n\r\necho three\r\n";
        for (var split = 1; split < Lines.Length; split++)
        {
            using var client = TestClient.Connect<THandler>();
            client.Send(Lines[..split], Lines[split..]);
            client.CloseSending();
            client.Expect("one\ntwo\n\nerror: unknown command");
            client.ReadLine();
            client.Expect("three\n");
            client.ExpectClosed();
        }
    }

    [Fact]
    public void Lines_may_come_a_byte_at_a_time()
    {
        using var client = TestClient.Connect<THandler>();
        client.Send([.. "echo slow\r\n".Select(letter => letter.ToString())]);
        client.Expect("slow\n");
    }

    [Fact]
    public void A_line_that_is_too_long_is_said_to_be_and_the_connection_closed()
    {
        using var client = TestClient.Connect<THandler>();
        client.Send("echo first\n" + new string('x', LineBuffer.LongestLine + 1), "echo later\n");
        client.Expect("first\nerror: line too long\n");
        client.ExpectClosed();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(ActorHandler.MaxPiece)]
    [InlineData(ActorHandler.MaxPiece + 1)]
    [InlineData(ActorHandler.Window)]
    [InlineData(ActorHandler.Window + 1)]
    [InlineData(3_000_000)]
    public void Flood_sends_exactly_so_many_bytes_and_then_the_commands_behind_it_are_answered(int bytes)
    {
        using var client = TestClient.Connect<THandler>();
        client.Send($"echo before\nflood {bytes}\necho after\n");
        client.CloseSending();
        client.Expect("before\n");
        var flood = client.Read(bytes);
        client.Expect("after\n");
        client.ExpectClosed();
        Assert.All(flood.Chunk(FloodLine).Where(line => line.Length == FloodLine), line => Assert.Equal((byte)'\n', line[^1]));
    }

    [Fact]
    public void Flood_makes_no_more_than_the_window_and_goes_on_when_the_client_takes_some()
    {
        using var client = TestClient.Connect<THandler>();
        client.StopReading();
        client.Send("flood 2MiB\necho after\n");
        Assert.Equal(ActorHandler.Window, client.ExpectBackPressure());
        client.ResumeReading();
        // It takes a receive buffer full, and the test nothing of it yet.
        Assert.Equal(ActorHandler.Window, client.ExpectBackPressure());
        Assert.Equal(2 << 20, client.Read(2 << 20).Length);
        client.Expect("after\n");
        client.ExpectNothing();
    }

    [Fact]
    public void A_client_that_resets_in_a_flood_ends_it()
    {
        using var client = TestClient.Connect<THandler>();
        client.StopReading();
        client.Send("flood 2MiB\n");
        client.ExpectBackPressure();
        client.Abort();
        client.ExpectStopped();
    }

    [Fact]
    public void Two_floods_follow_each_other()
    {
        using var client = TestClient.Connect<THandler>();
        client.Send("flood 300KiB\nflood 300KiB\n");
        client.CloseSending();
        Assert.Equal(600 << 10, client.ReadToEnd().Length);
    }

    [Fact]
    public void A_client_that_half_closes_gets_all_its_answers_also_to_a_last_line_without_an_end()
    {
        using var client = TestClient.Connect<THandler>();
        client.Send("echo one\necho two\necho last");
        client.CloseSending();
        client.Expect("one\ntwo\nlast\n");
        client.ExpectClosed();
    }

    [Fact]
    public void A_flood_may_be_the_last_line_without_an_end()
    {
        using var client = TestClient.Connect<THandler>();
        client.Send("flood 1MiB");
        client.CloseSending();
        Assert.Equal(1 << 20, client.ReadToEnd().Length);
    }

    [Fact]
    public void A_client_that_sends_nothing_gets_an_end()
    {
        using var client = TestClient.Connect<THandler>();
        client.CloseSending();
        client.ExpectClosed();
    }

    private static string Answer(string line)
    {
        using var client = TestClient.Connect<THandler>();
        client.Send(line + "\n");
        return client.ReadLine();
    }

    private static long Number(TestClient client) => long.Parse(client.ReadLine(), CultureInfo.InvariantCulture);
}
