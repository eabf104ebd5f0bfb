namespace ActorServer.Server.Output;

/// <summary>The values of <c>actor-server.log.format</c>.</summary>
internal enum LogFormatKind
{
    /// <summary>Lines for people and grep.</summary>
    Text,

    /// <summary>An object a line.</summary>
    Json,

    /// <summary>Lines with journald's priorities.</summary>
    Systemd,
}
