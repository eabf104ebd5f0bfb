namespace ActorServer.Server.Output;

/// <summary>The formats of the log, each once.</summary>
internal static class LogFormats
{
    /// <summary>Lines for people and grep.</summary>
    public static ILogFormat Text { get; } = new TextLogFormat();

    /// <summary>The format of this kind.</summary>
    public static ILogFormat Of(LogFormatKind kind) => kind switch
    {
        LogFormatKind.Json => Json(),
        LogFormatKind.Systemd => new SystemdLogFormat(),
        _ => Text,
    };

    // Only who wants JSON has its library loaded: the type must not be named where everybody comes by.
    private static ILogFormat Json()
    {
        ILogFormat format = new JsonLogFormat();
        return format;
    }
}
