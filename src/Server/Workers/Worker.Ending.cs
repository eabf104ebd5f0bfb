using ActorServer.Protocol.Messages;
using ActorServer.Server.Connections;
using ActorServer.Server.Output;
using ActorServer.Server.Processes;
using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Workers;

/// <content>How it ends: asked, killed or by itself. Whatever the way, the process is reaped before the backend hears of it.</content>
internal sealed partial class Worker
{
    /// <summary>
    /// The process has ended, and the connection has not said yet whether its socket was on the way by then: if not, its client
    /// has noticed nothing and another worker can serve it. The connection has been told already; it answers or is over.
    /// </summary>
    private UntypedReceive DeadBeforeHandOff(Joined worker, Assignment client, Exited exited) => message =>
    {
        switch (message)
        {
            case ClientConnection.HandOffSent handed when handed.Number == client.HandOff:
                DiedServing(worker, client, exited);
                break;
            case ClientConnection.HandOffNotTaken not when not.Number == client.HandOff:
                Context.Parent.Tell(new DiedIdle(_number));
                Reap(worker.Process, exited);
                break;
            case IsolationBackend.ConnectionEnded over when over.Id == client.Id:
                Reap(worker.Process, exited, client);
                break;
        }
    };

    /// <summary>The process has been asked or forced to end.</summary>
    private UntypedReceive Ending(ChildProcess process, Assignment? serving) => message =>
    {
        switch (message)
        {
            case KillTimeout or GoesOn or KillNow:
                process.KillGroup();
                break;
            case Exited exited:
                Reap(process, exited, serving, _startError);
                break;
        }
    };

    private void LaunchFailed(string error, StartFailure why)
    {
        Context.Parent.Tell(new StartFailed(_number, error, why));
        Context.Parent.Tell(new Gone(_number, null, EndOf(0, "not-started", error)));
        Context.Stop(Self);
    }

    // Mostly the process has ended as well, and that is about to be told. One that goes on without can be of no more use.
    private void ExpectExit() => Timers.StartSingleTimer(nameof(ExitTimeout), ExitTimeout.Instance, _setup.Settings.KillTimeout);

    private void DiedServing(Joined worker, Assignment client, Exited exited)
    {
        client.Connection.Tell(new ClientConnection.WorkerDied(
            new WorkerIdentity(_number, worker.Process.Pid), exited.Status, _output.StandardError, _killedBecause));
        Reap(worker.Process, exited, client);
    }

    private const string WantedByOperator = "an operator wanted it";

    private void KillBecause(ChildProcess process, string reason)
    {
        _setup.Log.LogWarning("worker: worker={Worker} pid={Pid} killed: {Reason}", _number, process.Pid, reason);
        _killedBecause = reason;
        process.KillGroup();
    }

    // Killed without a client, it counts as one that has died idle.
    private void EndUnused(ChildProcess process)
    {
        Context.Parent.Tell(new DiedIdle(_number));
        Become(Ending(process, serving: null));
    }

    private void EndProcess(Joined worker, Assignment? serving)
    {
        worker.Control.Tell(EndWorker.Instance);
        Timers.StartSingleTimer(nameof(KillTimeout), KillTimeout.Instance, _setup.Settings.KillTimeout);
        Become(Ending(worker.Process, serving));
    }

    private void Kill(ChildProcess process)
    {
        process.KillGroup();
        Become(Ending(process, serving: null));
    }

    private void Reap(ChildProcess process, Exited exited, Assignment? serving = null, string? startError = null)
    {
        Timers.CancelAll();
        _setup.Log.LogDebug("worker: worker={Worker} pid={Pid} exit={Exit}", _number, process.Pid, exited.Status);
        process.Dispose();
        _reaped.TrySetResult();
        _address.Forget();
        if (startError is not null)
            Context.Parent.Tell(new StartFailed(_number, WithLastWords($"worker pid {process.Pid} {startError}"), _startFailure));
        _setup.Table?.Exited(exited.Status.ToString());
        Context.Parent.Tell(new Gone(_number, serving?.Id, EndOf(process.Pid, exited.Status.ToString(), startError ?? _killedBecause)));
        Context.Stop(Self);
    }

    private EndedWorker EndOf(int pid, string exit, string? error) => new(
        DateTimeOffset.UtcNow, _number, pid, exit, System.Diagnostics.Stopwatch.GetElapsedTime(_startedAt), error, _output.StandardError);

    private string WithLastWords(string error)
    {
        var words = _output.StandardError;
        return words.Length == 0 ? error : $"{error}; it wrote {QuotedText.OfEnds(words)}";
    }
}
