using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Output;

/// <summary>One event as one line: <c>2026-11-28T13:41:17.931Z info: Category[1] message</c>, an exception's text behind it.</summary>
internal sealed class TextLogFormat : ILogFormat
{
    public bool WantsFields => false;

    public void Write(OutputWriter writer, in LogEvent logged) =>
        LineBuffer.Mine().AppendNow().Append(Name(logged.Level)).AppendEvent(logged).EndAndWriteTo(writer);

    private static ReadOnlySpan<byte> Name(LogLevel level) => level switch
    {
        LogLevel.Trace => " trce: "u8,
        LogLevel.Debug => " dbug: "u8,
        LogLevel.Information => " info: "u8,
        LogLevel.Warning => " warn: "u8,
        LogLevel.Error => " fail: "u8,
        _ => " crit: "u8,
    };
}
