using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Output;

/// <summary>One event of the log as one line: <c>2026-11-28T13:41:17.931Z info: Category[1] message</c>, an exception's text behind it.</summary>
internal static class LogLine
{
    public static void Write(OutputWriter writer, LogLevel level, string category, int eventId, string? message, Exception? failure)
    {
        var line = LineBuffer.Mine().AppendNow().Append(Name(level)).Append(category).Append("["u8).Append(eventId).Append("]"u8);
        if (!string.IsNullOrEmpty(message))
            line.Append(" "u8).AppendOnOneLine(message);
        if (failure is not null)
            line.Append(" "u8).AppendOnOneLine(failure.ToString());
        line.EndAndWriteTo(writer);
    }

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
