using System.Text;
using ActorServer.Protocol.Messages;
using Akka.Actor;
using CsCheck;

namespace ActorServer.Handlers.Tests;

public class ChaosHandlerTests : HandlerSpec
{
    public ChaosHandlerTests()
    {
        Connect(Props.Create<ChaosHandler>());
        ExpectReading();
    }

    [Fact]
    public void Answers_one_line_for_each_command()
    {
        Send("echo a b\r\nblock 1ms\nspin 1ms\nleak 5KiB\n");
        Assert.Equal(["a b\n", "ok\n", "ok\n", "ok\n"], Enumerable.Range(0, 4).Select(_ => ExpectWrite()));
    }

    [Fact]
    public void Says_who_it_is()
    {
        Send("whoami\n");
        Assert.Matches($@"^pid={Environment.ProcessId} thread=\d+ isolation=test connection=c-42\n$", ExpectWrite());
    }

    [Fact]
    public void Counts_in_a_static()
    {
        Send("count\ncount\n");
        Assert.Equal(int.Parse(ExpectWrite(), System.Globalization.CultureInfo.InvariantCulture) + 1, int.Parse(ExpectWrite(), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Throw_fails_the_handler_and_stops_it()
    {
        Send("throw\n");
        Assert.Equal("InvalidOperationException: chaos: throw", Connection.ExpectMsg<HandlerFailed>().Error);
        ExpectTerminated(Handler);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("exit 256")]
    [InlineData("block 5")]
    [InlineData("block 2h")]
    [InlineData("leak 999999999999999999999GiB")]
    [InlineData("whoami now")]
    public void Anything_else_is_answered_with_an_error(string line)
    {
        Send(line + "\n");
        Assert.StartsWith("error: ", ExpectWrite(), StringComparison.Ordinal);
    }

    [Fact]
    public void Commands_behind_a_flood_wait_until_it_is_over_and_every_byte_of_it_comes()
    {
        Send("flood 1MiB\necho after\n");
        PeerCloses();
        var all = ReadUntilClose();
        Assert.Equal((1 << 20) + "after\n".Length, all.Length);
        Assert.Equal("after\n", Encoding.ASCII.GetString(all[(1 << 20)..]));
    }

    [Fact]
    public void A_last_line_without_an_end_is_answered_too()
    {
        Send("echo a\necho b");
        PeerCloses();
        Assert.Equal("a\nb\n", Encoding.ASCII.GetString(ReadUntilClose()));
        Closed();
    }

    [Fact]
    public void A_line_without_end_is_an_error_and_the_end()
    {
        Send(Enumerable.Repeat((byte)'x', LineBuffer.LongestLine + 1).ToArray());
        Assert.Equal("error: line too long\n", Encoding.ASCII.GetString(ReadUntilClose()));
    }

    [Fact]
    public void Lines_may_come_in_any_pieces()
    {
        const string Input = "echo one\r\necho two\n\necho three";
        Gen.Int[0, Input.Length].Array[0, 5].Sample(cuts =>
        {
            var lines = new LineBuffer();
            var found = new List<string?>();
            var at = 0;
            foreach (var cut in cuts.Order().Append(Input.Length))
            {
                lines.Add(Encoding.ASCII.GetBytes(Input[at..cut]));
                at = cut;
                while (lines.Next() is { } line)
                    found.Add(line);
            }

            Assert.Equal(["echo one", "echo two", "", "echo three", null], found.Append(lines.Rest()).Append(lines.Rest()));
        });
    }

    [Fact]
    public void No_line_is_too_strange_to_be_understood_or_refused() =>
        Gen.OneOf(Gen.String, Gen.Select(Gen.OneOfConst("block ", "leak ", "exit ", "flood ", "spin "), Gen.String, (name, rest) => name + rest))
            .Sample(line => Assert.NotNull(ChaosCommand.Parse(line)));
}
