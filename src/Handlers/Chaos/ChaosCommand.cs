using System.Globalization;

namespace ActorServer.Handlers;

/// <summary>One line for <see cref="ChaosHandler"/> or <see cref="StreamChaosHandler"/>, understood.</summary>
internal abstract record ChaosCommand
{
    public const string Known =
        "echo TEXT, whoami, count, find THING, throw, exit N, failfast, stackoverflow, block 5s, spin 5s, leak 512MiB, flood 64MiB";

    private static readonly TimeSpan LongestDuration = TimeSpan.FromHours(1);
    private const long LargestSize = 64L << 30;

    /// <summary>Understands a line. Whatever it is, there is a command: in doubt a <see cref="Wrong"/> one.</summary>
    public static ChaosCommand Parse(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var (name, argument) = space < 0 ? (line, "") : (line[..space], line[(space + 1)..]);
        return name switch
        {
            "echo" => new Echo(argument),
            "whoami" when argument.Length == 0 => new WhoAmI(),
            "count" when argument.Length == 0 => new Count(),
            "throw" when argument.Length == 0 => new Throw(),
            "failfast" when argument.Length == 0 => new FailFast(),
            "stackoverflow" when argument.Length == 0 => new StackOverflow(),
            "find" => ChaosFinds.Things.Contains(argument) ? new Find(argument) : new Wrong($"find takes one of {string.Join(", ", ChaosFinds.Things)}"),
            "exit" => byte.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? new Exit(code) : new Wrong("exit takes a number from 0 to 255"),
            "block" => ParseDuration(argument) is { } time ? new Block(time) : WrongDuration(name),
            "spin" => ParseDuration(argument) is { } time ? new Spin(time) : WrongDuration(name),
            "leak" => ParseSize(argument) is { } size ? new Leak(size) : WrongSize(name),
            "flood" => ParseSize(argument) is { } size ? new Flood(size) : WrongSize(name),
            _ => new Wrong($"unknown command; known are {Known}"),
        };
    }

    private static Wrong WrongDuration(string name) => new($"{name} takes a duration up to an hour, such as 500ms, 5s or 2m");

    private static Wrong WrongSize(string name) => new($"{name} takes a size up to 64GiB, such as 64KiB, 512MiB or 1GiB");

    private static TimeSpan? ParseDuration(string text)
    {
        var (number, unit) = Split(text);
        double? milliseconds = unit switch
        {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            _ => null,
        };
        return number * milliseconds is { } value && value <= LongestDuration.TotalMilliseconds ? TimeSpan.FromMilliseconds(value) : null;
    }

    private static long? ParseSize(string text)
    {
        var (number, unit) = Split(text);
        int? shift = unit switch
        {
            "" or "B" => 0,
            "KiB" => 10,
            "MiB" => 20,
            "GiB" => 30,
            _ => null,
        };
        return number is { } value && shift is { } by && value <= LargestSize >> by ? value << by : null;
    }

    private static (long? Number, string Unit) Split(string text)
    {
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : text.Length;
        return (long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null, text[digits..]);
    }

    internal sealed record Echo(string Text) : ChaosCommand;

    internal sealed record WhoAmI : ChaosCommand;

    internal sealed record Count : ChaosCommand;

    internal sealed record Find(string Thing) : ChaosCommand;

    internal sealed record Throw : ChaosCommand;

    internal sealed record Exit(int Code) : ChaosCommand;

    internal sealed record FailFast : ChaosCommand;

    internal sealed record StackOverflow : ChaosCommand;

    internal sealed record Block(TimeSpan Time) : ChaosCommand;

    internal sealed record Spin(TimeSpan Time) : ChaosCommand;

    internal sealed record Leak(long Bytes) : ChaosCommand;

    internal sealed record Flood(long Bytes) : ChaosCommand;

    internal sealed record Wrong(string Why) : ChaosCommand;
}
