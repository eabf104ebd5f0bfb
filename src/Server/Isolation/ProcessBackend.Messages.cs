namespace ActorServer.Server.Isolation;

/// <content>What it tells itself.</content>
internal sealed partial class ProcessBackend
{
    private sealed record WaitedLong(Waiting Client);

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
