using ActorServer.Native.Processes;
using ActorServer.Protocol.Inbound;
using ActorServer.Server.Processes;
using Akka.Actor;

namespace ActorServer.Server.Workers;

/// <content>What it hears from the backend, what it tells it, and what it tells itself.</content>
internal sealed partial class Worker
{
    /// <summary>From the backend: end the process.</summary>
    internal sealed record End
    {
        public static readonly End Instance = new();
    }

    /// <summary>From the backend: nobody comes any more; handlers may finish.</summary>
    internal sealed record Finish
    {
        public static readonly Finish Instance = new();
    }

    /// <summary>From the backend: kill the process, whatever it does.</summary>
    internal sealed record KillNow
    {
        public static readonly KillNow Instance = new();
    }

    /// <summary>To the backend: the process is ready for a client.</summary>
    internal sealed record Ready(long Number);

    /// <summary>To the backend: the process could not be started or did not become ready.</summary>
    internal sealed record StartFailed(long Number, string Error, StartFailure Why);

    /// <summary>To the backend: the process was ready and ended without having been asked to, nor served anybody.</summary>
    internal sealed record DiedIdle(long Number);

    /// <summary>To the backend: the process was asked from outside to end after its clients.</summary>
    internal sealed record Leaving(long Number);

    /// <summary>To the backend: it must get no new clients, for one of <see cref="RetireReason"/>.</summary>
    internal sealed record Retired(long Number, string Reason);

    /// <summary>To the backend: nothing runs any more of the handler of this connection.</summary>
    internal sealed record HandlerOver(long Number, string Id);

    /// <summary>
    /// To the backend: the process has ended; the last word of each worker. Names the connections that it was serving.
    /// </summary>
    /// <param name="Number">The worker.</param>
    /// <param name="Serving">The connections. Whoever else it was given has noticed nothing.</param>
    /// <param name="End">How it ended; null where its actor failed before it had a process.</param>
    internal sealed record Gone(long Number, IReadOnlyCollection<string> Serving, EndedWorker? End = null);

    /// <summary>A worker that is ready: its process, its own counterpart of this actor, and what makes handlers in it.</summary>
    private sealed record Joined(ChildProcess Process, IActorRef Control, IActorRef Handlers);

    private sealed record Exited(ExitStatus Status);

    /// <summary>The process sends what is refused, and goes on with it.</summary>
    private sealed record GoesOn(string Last)
    {
        public string Reason => $"it went on sending what is refused: {RefusedMessages.TooMany} messages within {RefusedMessages.Period.TotalSeconds:0} s, the last: {Last}";
    }

    /// <summary>The actor that makes handlers in the process has failed.</summary>
    /// <param name="Error">What the process says of it, quoted.</param>
    private sealed record HandlersFailed(string Error);

    /// <summary>Nothing can come from the process any more, nor reach it.</summary>
    private sealed record Disconnected
    {
        public static readonly Disconnected Instance = new();
    }

    private sealed record ExitTimeout
    {
        public static readonly ExitTimeout Instance = new();
    }

    private sealed record StartTimeout
    {
        public static readonly StartTimeout Instance = new();
    }

    private sealed record TakeTimeout(long HandOff);

    private sealed record HandlerOverdue(string Id);

    private sealed record RetireTimeout
    {
        public static readonly RetireTimeout Instance = new();
    }

    private sealed record KillTimeout
    {
        public static readonly KillTimeout Instance = new();
    }
}
