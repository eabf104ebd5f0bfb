using CsCheck;

namespace ActorServer.Handlers.Tests.Chaos;

public class ChaosCommandTests
{
    private static readonly string[] Names = ["echo", "whoami", "count", "find", "throw", "exit", "failfast", "stackoverflow", "block", "spin", "leak", "flood"];

    public static TheoryData<string, object> Understood => new()
    {
        { "echo hello", new ChaosCommand.Echo("hello") },
        { "echo", new ChaosCommand.Echo("") },
        { "echo  two  blanks ", new ChaosCommand.Echo(" two  blanks ") },
        { "whoami", new ChaosCommand.WhoAmI() },
        { "count", new ChaosCommand.Count() },
        { "find stack", new ChaosCommand.Find("stack") },
        { "throw", new ChaosCommand.Throw() },
        { "failfast", new ChaosCommand.FailFast() },
        { "stackoverflow", new ChaosCommand.StackOverflow() },
        { "exit 0", new ChaosCommand.Exit(0) },
        { "exit 255", new ChaosCommand.Exit(255) },
        { "block 5s", new ChaosCommand.Block(TimeSpan.FromSeconds(5)) },
        { "block 500ms", new ChaosCommand.Block(TimeSpan.FromMilliseconds(500)) },
        { "block 60m", new ChaosCommand.Block(TimeSpan.FromHours(1)) },
        { "spin 1h", new ChaosCommand.Spin(TimeSpan.FromHours(1)) },
        { "spin 0s", new ChaosCommand.Spin(TimeSpan.Zero) },
        { "leak 512MiB", new ChaosCommand.Leak(512L << 20) },
        { "leak 64GiB", new ChaosCommand.Leak(64L << 30) },
        { "flood 64KiB", new ChaosCommand.Flood(64 << 10) },
        { "flood 7", new ChaosCommand.Flood(7) },
        { "flood 7B", new ChaosCommand.Flood(7) },
        { "flood 0", new ChaosCommand.Flood(0) },
    };

    [Theory]
    [MemberData(nameof(Understood))]
    public void Every_command_is_understood(string line, object command) => Assert.Equal(command, ChaosCommand.Parse(line));

    [Theory]
    [InlineData("", "unknown command")]
    [InlineData("ECHO hello", "unknown command")]
    [InlineData(" echo hello", "unknown command")]
    [InlineData("whoami now", "unknown command")]
    [InlineData("find", "find takes one of working-directory, ")]
    [InlineData("find happiness", "find takes one of working-directory, ")]
    [InlineData("exit", "exit takes a number from 0 to 255")]
    [InlineData("exit 256", "exit takes a number from 0 to 255")]
    [InlineData("exit -1", "exit takes a number from 0 to 255")]
    [InlineData("exit +1", "exit takes a number from 0 to 255")]
    [InlineData("block", "block takes a duration up to an hour")]
    [InlineData("block 5", "block takes a duration up to an hour")]
    [InlineData("block s", "block takes a duration up to an hour")]
    [InlineData("block 5 s", "block takes a duration up to an hour")]
    [InlineData("block -5s", "block takes a duration up to an hour")]
    [InlineData("block 61m", "block takes a duration up to an hour")]
    [InlineData("spin 99999999999999999999s", "spin takes a duration up to an hour")]
    [InlineData("spin 9223372036854775807h", "spin takes a duration up to an hour")]
    [InlineData("leak", "leak takes a size up to 64GiB")]
    [InlineData("leak 512MB", "leak takes a size up to 64GiB")]
    [InlineData("leak 65GiB", "leak takes a size up to 64GiB")]
    [InlineData("flood 9223372036854775807GiB", "flood takes a size up to 64GiB")]
    [InlineData("flood 5mib", "flood takes a size up to 64GiB")]
    public void Anything_else_is_answered_with_what_is_wrong(string line, string why) =>
        Assert.StartsWith(why, Assert.IsType<ChaosCommand.Wrong>(ChaosCommand.Parse(line)).Why, StringComparison.Ordinal);

    [Fact]
    public void An_unknown_command_is_told_which_are_known()
    {
        var why = Assert.IsType<ChaosCommand.Wrong>(ChaosCommand.Parse("help")).Why;
        Assert.All(Names, name => Assert.Contains(name, why, StringComparison.Ordinal));
    }

    [Fact]
    public void Whatever_the_line_there_is_a_command_within_its_bounds()
    {
        var anything = Gen.Char.Array[0, 40].Select(letters => new string(letters));
        var nearly = Gen.Select(
            Gen.OneOf(Names), Gen.OneOf("", " ", "  "), Gen.OneOf(Gen.Long.Select(number => $"{number}"), anything),
            Gen.OneOf("", "ms", "s", "m", "h", "B", "KiB", "MiB", "GiB", "٣"),
            (name, blank, number, unit) => name + blank + number + unit);
        Gen.OneOf(anything, nearly).Sample(line =>
        {
            switch (ChaosCommand.Parse(line))
            {
                case ChaosCommand.Block block:
                    Assert.InRange(block.Time, TimeSpan.Zero, TimeSpan.FromHours(1));
                    break;
                case ChaosCommand.Spin spin:
                    Assert.InRange(spin.Time, TimeSpan.Zero, TimeSpan.FromHours(1));
                    break;
                case ChaosCommand.Leak leak:
                    Assert.InRange(leak.Bytes, 0, 64L << 30);
                    break;
                case ChaosCommand.Flood flood:
                    Assert.InRange(flood.Bytes, 0, 64L << 30);
                    break;
                case ChaosCommand.Exit exit:
                    Assert.InRange(exit.Code, 0, 255);
                    break;
                case ChaosCommand.Wrong wrong:
                    Assert.DoesNotContain('\n', wrong.Why);
                    break;
            }
        });
    }
}
