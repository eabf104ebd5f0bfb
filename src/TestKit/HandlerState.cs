
namespace ActorServer.TestKit;

/// <summary>How a handler stands with its connection, as the connection saw it last. Says so in a failure message.</summary>
internal sealed record HandlerState
{
    /// <summary>It has asked for input and there is none.</summary>
    public bool AwaitsInput { get; init; }

    /// <summary>How many bytes the client has sent that it has not asked for.</summary>
    public long Unread { get; init; }

    /// <summary>How many bytes it has written that the client has not taken.</summary>
    public long Untaken { get; init; }

    /// <summary>How much of its window its unacknowledged writes fill.</summary>
    public long Unacknowledged { get; init; }

    /// <summary>It has closed the connection; what it wrote before still leaves.</summary>
    public bool IsClosing { get; init; }

    /// <summary>How the connection ended.</summary>
    public ConnectionEnd End { get; init; }

    /// <summary>Who ended it, and why.</summary>
    public string? EndedBecause { get; init; }

    /// <summary>The exception that left it, as a closing record names it.</summary>
    public string? Failure { get; init; }

    /// <summary>Its actor has stopped.</summary>
    public bool IsStopped { get; init; }

    /// <summary>It may write no more until the client takes something.</summary>
    public bool WindowIsFull => Unacknowledged >= ActorHandler.Window;

    public override string ToString() => End == ConnectionEnd.None ? $"{Activity}{Backlog}" : $"{EndedBecause}{(IsStopped ? "" : ", and has not stopped yet")}";

    private string Activity => IsClosing ? "has closed" : AwaitsInput ? "waits for input" : "busy: has not asked for more input";

    private string Backlog =>
        (Unread > 0 ? $"; {Unread} bytes sent to it are unread" : "") + (Untaken > 0 ? $"; {Untaken} bytes of its own wait for the client to read" : "");
}
