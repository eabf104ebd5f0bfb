using System.Collections.Concurrent;
using ActorServer.Native.Processes;
using ActorServer.Server.Processes;
using Akka.Actor;

namespace ActorServer.Server.Workers;

/// <summary>
/// Starts worker processes, one at a time, on a thread of its own: starting a process blocks until it has replaced its
/// image. Answers each <see cref="Launch"/> with <see cref="Launched"/> or <see cref="LaunchFailed"/>. When it stops, and it
/// does with the backend, no process that it started lives on: the actor of a worker that hangs could not stop before.
/// </summary>
internal sealed class WorkerLauncher : UntypedActor
{
    private readonly ConcurrentDictionary<ChildProcess, byte> _processes = new();

    public static Props Props() => Akka.Actor.Props.Create(() => new WorkerLauncher());

    protected override void OnReceive(object message)
    {
        if (message is not Launch launch)
            return;
        try
        {
            var process = ChildProcess.Spawn(launch.Start);
            KeepUntilExit(process);
            launch.Launching.Deliver(process);
            Sender.Tell(new Launched(process));
        }
        catch (Exception failure)
        {
            // Whatever it is: the slot waits for an answer.
            Sender.Tell(new LaunchFailed(failure.Message.ReplaceLineEndings(" "), failure is ChildStartException { IsShortage: true } ? StartFailure.Shortage : StartFailure.Fault));
        }
    }

    protected override void PostStop()
    {
        foreach (var process in _processes.Keys)
            process.KillGroup();
    }

    private void KeepUntilExit(ChildProcess process)
    {
        _processes.TryAdd(process, 0);
        process.Exited.ContinueWith(_ => _processes.TryRemove(process, out byte _), TaskScheduler.Default);
    }

    internal sealed record Launch(ChildProcessStart Start, Launching Launching) : INoSerializationVerificationNeeded;

    /// <summary>The process runs; it belongs to the receiver.</summary>
    internal sealed record Launched(ChildProcess Process) : INoSerializationVerificationNeeded;

    /// <summary>No process runs.</summary>
    /// <param name="Error">The error, in one line.</param>
    /// <param name="Why">What kind of error it is.</param>
    internal sealed record LaunchFailed(string Error, StartFailure Why);
}
