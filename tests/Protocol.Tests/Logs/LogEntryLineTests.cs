using System.Text;
using ActorServer.Protocol.Logs;
using CsCheck;

namespace ActorServer.Protocol.Tests.Logs;

public class LogEntryLineTests
{
    private static readonly LogEntry Full = new(4, "A.B", -7, "m\n\"") { Exception = "E: x\n   at y", Scopes = "a => b", Connection = "c-42" };

    [Fact]
    public void An_entry_comes_back_as_it_was()
    {
        Assert.Equal(Full, Reread(Full));
        Assert.Equal(new LogEntry(0, "", 0, ""), Reread(new LogEntry(0, "", 0, "")));
    }

    [Fact]
    public void Whatever_an_entry_says_it_is_one_line_that_is_read_again()
    {
        var text = Gen.OneOf(Gen.String, Gen.Char['\0', '\u001f'].Array[0, 9_000].Select(letters => new string(letters)), Gen.OneOf('ä', '漢', '\ud83d', '\ude00', '"').Array[0, 9_000].Select(letters => new string(letters)));
        Gen.Select(Gen.Int[0, LogEntry.Critical], text, text, text, Gen.Bool).Sample(
            (level, category, message, other, has) =>
            {
                var entry = new LogEntry(level, category, 1, message) { Exception = has ? other : null, Scopes = has ? message : null, Connection = has ? category : null };
                var line = LogEntryLine.Write(entry);
                Assert.Equal((byte)LogEntryLine.Mark, line[0]);
                Assert.Equal(line.Length - 1, line.AsSpan().IndexOf((byte)'\n'));
                Assert.InRange(line.Length - 1, 1, LogEntryLine.MaxBytes);
                var read = LogEntryLine.Read(Encoding.UTF8.GetString(line)[1..^1])!;
                Assert.Equal((level, has), (read.Level, read.Exception is not null));
            },
            iter: 1_000);
    }

    [Fact]
    public void What_has_no_room_is_cut_and_nothing_else()
    {
        var read = Reread(Full with { Message = new string('x', 20_000) });
        Assert.EndsWith("x…", read.Message, StringComparison.Ordinal);
        Assert.InRange(read.Message.Length, LogEntryLine.MaxBytes / 4, LogEntryLine.MaxBytes);
        Assert.Equal(Full, read with { Message = Full.Message });
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("not json")]
    [InlineData("""{"level":"2","event":"0","category":"A"}""")]
    [InlineData("""{"level":"6","event":"0","category":"A","message":"m"}""")]
    [InlineData("""{"level":"-1","event":"0","category":"A","message":"m"}""")]
    [InlineData("""{"level":2,"event":"0","category":"A","message":"m"}""")]
    [InlineData("""{"level":"2","event":"0","category":"A","message":null}""")]
    [InlineData("""{"level":"2","event":"0","category":{"a":"b"},"message":"m"}""")]
    [InlineData("""{"level":"2","event":"0","category":"A","message":"m"} {}""")]
    [InlineData("""{"level":"2","event":"0","category":"A","message":"m\ud800"}""")]
    public void What_is_no_entry_is_none(string text) => Assert.Null(LogEntryLine.Read(text));

    [Fact]
    public void Whatever_a_worker_writes_is_an_entry_or_none() =>
        Gen.OneOf('{', '}', '"', ':', ',', '\\', 'u', 'd', '8', '0', 'l', ' ').Array[0, 40].Sample(letters => _ = LogEntryLine.Read("{\"level\":\"2\"" + new string(letters)), iter: 5_000);

    private static LogEntry Reread(LogEntry entry) => LogEntryLine.Read(Encoding.UTF8.GetString(LogEntryLine.Write(entry))[1..^1])!;
}
