using ActorServer.Native.Processes;
using ActorServer.Server.Processes;
using Akka.Actor;

namespace ActorServer.Server.Isolation;

/// <content>What it tells itself.</content>
internal sealed partial class ProcessBackend
{
    private sealed record WaitedLong(Waiting Client);

    private sealed record ActorFailed(IActorRef Worker);

    private sealed record ProcessEnded(long Number, ChildProcess Process, ExitStatus Exit);

    private sealed record EndUnneeded
    {
        public static readonly EndUnneeded Instance = new();
    }

    private sealed record LookForDue
    {
        public static readonly LookForDue Instance = new();
    }

    private sealed record RefillAgain
    {
        public static readonly RefillAgain Instance = new();
    }

    private sealed record StartAgain
    {
        public static readonly StartAgain Instance = new();
    }
}
