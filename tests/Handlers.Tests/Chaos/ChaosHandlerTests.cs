using System.Globalization;
using System.Text;
using ActorServer.Protocol.Handling;
using ActorServer.Tests.Shared;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit.Xunit2;

namespace ActorServer.Handlers.Tests.Chaos;

public class ChaosHandlerTests : TestKit
{
    private const int FloodLine = 64;

    private static readonly Props ChaosProps = Props.Create<ChaosHandler>();

    [Fact]
    public void Each_line_is_answered_with_a_line()
    {
        var connection = PlayedConnection.Reading(this, ChaosProps);
        connection.Send("echo hello\n");
        connection.ExpectWritten("hello\n");
        connection.ExpectReading();
        connection.Send("echo grüße\n");
        connection.ExpectWritten("grüße\n");
        connection.ExpectReading();
        connection.Send("nonsense\n");
        Assert.StartsWith("error: unknown command", connection.ExpectWrite().Data.ToString(Encoding.UTF8), StringComparison.Ordinal);
    }

    [Fact]
    public void Whoami_says_where_the_handler_runs() =>
        Assert.Matches($@"\Apid={Environment.ProcessId} thread=\d+ isolation=thread connection=c-42\n\z", Answer("whoami\n"));

    [Fact]
    public void Count_goes_up_by_one_with_each_use_by_any_client()
    {
        var connection = PlayedConnection.Reading(this, ChaosProps);
        connection.Send("count\ncount\n");
        var first = Number(connection.ExpectWrite());
        Assert.Equal(first + 1, Number(connection.ExpectWrite()));
        var other = PlayedConnection.Reading(this, ChaosProps);
        other.Send("count\n");
        Assert.Equal(first + 2, Number(other.ExpectWrite()));
    }

    [Theory]
    [InlineData("block 1ms")]
    [InlineData("spin 1ms")]
    [InlineData("leak 100KiB")]
    public void Block_spin_and_leak_say_ok_when_they_have_done_it(string command) => Assert.Equal("ok\n", Answer(command + "\n"));

    [Fact]
    public void Throw_fails_the_handler_and_what_was_answered_before_has_been_written()
    {
        var connection = PlayedConnection.Reading(this, ChaosProps);
        Watch(connection.Handler);
        connection.Send("echo before\nthrow\necho after\n");
        connection.ExpectWritten("before\n");
        Assert.Equal("InvalidOperationException: chaos: throw", connection.ExpectFailure());
        ExpectTerminated(connection.Handler, PlayedConnection.Patience);
        connection.ExpectNothing();
    }

    [Fact]
    public void Lines_may_be_split_anywhere_and_end_with_LF_or_CRLF()
    {
        const string Lines = "echo one\r\necho two\necho \r\n\r\necho three\r\n";
        for (var split = 1; split < Lines.Length; split++)
        {
            var connection = PlayedConnection.Reading(this, ChaosProps);
            connection.Send(Lines[..split]);
            connection.Send(Lines[split..]);
            connection.EndInput();
            var answers = Encoding.UTF8.GetString(connection.TakeUntilClose()).Split('\n');
            Assert.Equal(["one", "two", ""], answers[..3]);
            Assert.StartsWith("error: unknown command", answers[3], StringComparison.Ordinal);
            Assert.Equal(["three", ""], answers[4..]);
        }
    }

    [Fact]
    public void Lines_may_come_a_byte_at_a_time()
    {
        var connection = PlayedConnection.Reading(this, ChaosProps);
        foreach (var value in "echo slow\r\n"u8)
        {
            connection.Send([value]);
            if (value != '\n')
                connection.ExpectReading();
        }

        connection.ExpectWritten("slow\n");
    }

    [Fact]
    public void A_line_that_is_too_long_is_said_to_be_and_the_connection_closed()
    {
        var connection = PlayedConnection.Reading(this, ChaosProps);
        connection.Send("echo first\n" + new string('x', LineBuffer.LongestLine + 1));
        Assert.Equal("first\nerror: line too long\n", Encoding.UTF8.GetString(connection.TakeUntilClose()));
        connection.Send("echo later\n");
        connection.ExpectNothing();
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
        var connection = PlayedConnection.Reading(this, ChaosProps);
        connection.Send($"echo before\nflood {bytes}\necho after\n");
        connection.EndInput();
        var taken = Encoding.ASCII.GetString(connection.TakeUntilClose());
        Assert.StartsWith("before\n", taken, StringComparison.Ordinal);
        Assert.EndsWith("after\n", taken, StringComparison.Ordinal);
        Assert.Equal("before\n".Length + bytes + "after\n".Length, taken.Length);
        Assert.All(taken["before\n".Length..^"after\n".Length].Chunk(FloodLine).Where(line => line.Length == FloodLine), line => Assert.Equal('\n', line[^1]));
    }

    [Fact]
    public void Flood_makes_no_more_than_the_window_and_goes_on_when_the_client_takes_some()
    {
        var connection = PlayedConnection.Reading(this, ChaosProps);
        connection.Send("flood 2MiB\necho after\n");
        Assert.Equal(ActorHandler.Window, connection.TakeAllWithoutAcknowledging());
        connection.Tell(new Protocol.Messages.WriteAcknowledged(ActorHandler.MaxPiece));
        Assert.Equal(ActorHandler.MaxPiece, connection.TakeAllWithoutAcknowledging());
        connection.Tell(new Protocol.Messages.WriteAcknowledged(ActorHandler.Window));
        Assert.EndsWith("after\n", Encoding.ASCII.GetString(connection.Take((2 << 20) - ActorHandler.Window - ActorHandler.MaxPiece + "after\n".Length)), StringComparison.Ordinal);
        connection.ExpectReading();
    }

    [Fact]
    public void Two_floods_follow_each_other()
    {
        var connection = PlayedConnection.Reading(this, ChaosProps);
        connection.Send("flood 300KiB\nflood 300KiB\n");
        connection.EndInput();
        Assert.Equal(600 << 10, connection.TakeUntilClose().Length);
    }

    [Fact]
    public void A_client_that_half_closes_gets_all_its_answers_also_to_a_last_line_without_an_end()
    {
        var connection = PlayedConnection.Reading(this, ChaosProps);
        connection.Send("echo one\necho two\necho last");
        connection.EndInput();
        Assert.Equal("one\ntwo\nlast\n", Encoding.ASCII.GetString(connection.TakeUntilClose()));
        connection.EndWith(Tcp.Closed.Instance);
    }

    [Fact]
    public void A_flood_may_be_the_last_line_without_an_end()
    {
        var connection = PlayedConnection.Reading(this, ChaosProps);
        connection.Send("flood 1MiB");
        connection.EndInput();
        Assert.Equal(1 << 20, connection.TakeUntilClose().Length);
    }

    [Fact]
    public void A_client_that_sends_nothing_gets_an_end()
    {
        var connection = PlayedConnection.Reading(this, ChaosProps);
        connection.EndInput();
        connection.ExpectClose();
    }

    private string Answer(string line)
    {
        var connection = PlayedConnection.Reading(this, ChaosProps);
        connection.Send(line);
        return connection.ExpectWrite().Data.ToString(Encoding.UTF8);
    }

    private static long Number(Tcp.Write write) => long.Parse(write.Data.ToString(Encoding.ASCII), CultureInfo.InvariantCulture);
}
