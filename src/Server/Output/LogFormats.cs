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

    // Apart: only who wants JSON has its library loaded.
    private static ILogFormat Json() => new JsonLogFormat();
}
