namespace ActorServer.Native.Sockets;

/// <summary>The file of a Unix socket that somebody listens on.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Mode">Who may connect: whoever may write to it.</param>
/// <param name="Owner">The user that it is given to; null for the process's own.</param>
/// <param name="Group">The group that it is given to; null for the one that it gets by itself.</param>
internal sealed record UnixSocketFile(string Path, UnixFileMode Mode, uint? Owner, uint? Group)
{
    /// <summary>The key that an operator changes to change mode, owner and group; for messages.</summary>
    public string AccessKey { get; init; } = "listen.unix";
}
