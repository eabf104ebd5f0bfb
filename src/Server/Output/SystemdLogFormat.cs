using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Output;

/// <summary>
/// One event as one line that begins with its priority, as journald reads it (sd-daemon(3)): <c>&lt;6&gt;Category[1] message</c>. The journal
/// notes the time itself.
/// </summary>
internal sealed class SystemdLogFormat : ILogFormat
{
    public bool WantsFields => false;

    public void Write(OutputWriter writer, in LogEvent logged) =>
        LineBuffer.Mine().Append(Priority(logged.Level)).AppendEvent(logged).EndAndWriteTo(writer);

    // syslog(3).
    private static ReadOnlySpan<byte> Priority(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "<7>"u8,
        LogLevel.Information => "<6>"u8,
        LogLevel.Warning => "<4>"u8,
        LogLevel.Error => "<3>"u8,
        _ => "<2>"u8,
    };
}
