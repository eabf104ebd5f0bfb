using Akka.Actor;

namespace ActorServer.Server.Workers;

/// <summary>
/// Starts worker processes, one at a time, on a thread of its own: starting a process blocks until it has replaced its
/// image. Answers each <see cref="Launch"/> with <see cref="Launched"/> or <see cref="LaunchFailed"/>.
/// </summary>
internal sealed class WorkerLauncher : UntypedActor
{
    public static Props Props() => Akka.Actor.Props.Create(() => new WorkerLauncher());

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (message is not Launch launch)
            return;
        try
        {
            var process = ChildProcess.Spawn(launch.Start);
            launch.Launching.HandOver(process);
            Sender.Tell(new Launched(process));
        }
        catch (Exception failure)
        {
            // Whatever it is: the slot waits for an answer.
            Sender.Tell(new LaunchFailed(failure.Message.ReplaceLineEndings(" ")));
        }
    }

    internal sealed record Launch(ChildProcessStart Start, Launching Launching) : INoSerializationVerificationNeeded;

    /// <summary>The process runs; it belongs to the receiver.</summary>
    internal sealed record Launched(ChildProcess Process) : INoSerializationVerificationNeeded;

    internal sealed record LaunchFailed(string Error);
}
