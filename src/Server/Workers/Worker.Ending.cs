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
    /// The process has ended, and connections have not said yet whether their sockets were on the way by then: if not, their clients
    /// have noticed nothing and another worker can serve them. They have been told already; each answers or is over.
    /// </summary>
    private UntypedReceive DeadBeforeHandOff(Joined worker, Exited exited, HashSet<Assignment> awaited) => message =>
    {
        switch (message)
        {
            case ClientConnection.HandOffSent handed when _clients.TryFind(handed.Number, out var client) && awaited.Remove(client):
                TellDeath(worker, client, exited);
                break;
            case ClientConnection.HandOffNotTaken not when _clients.TryFind(not.Number, out var client) && awaited.Remove(client):
                _clients.Remove(client);
                break;
            case IsolationBackend.ConnectionEnded over when _clients.TryFind(over.Id, out var client):
                awaited.Remove(client);
                break;
        }

        if (awaited.Count > 0)
            return;
        if (_clients.Count == 0)
            Context.Parent.Tell(new DiedIdle(_number));
        Reap(worker.Process, exited);
    };

    /// <summary>The process has been asked or forced to end.</summary>
    private UntypedReceive Ending(ChildProcess process) => message =>
    {
        switch (message)
        {
            case KillTimeout or GoesOn or KillNow:
                process.KillGroup();
                break;
            case Exited exited:
                Reap(process, exited, _startError);
                break;
        }
    };

    private void LaunchFailed(string error, StartFailure why)
    {
        Context.Parent.Tell(new StartFailed(_number, error, why));
        Context.Parent.Tell(new Gone(_number, [], EndOf(0, "not-started", error)));
        Context.Stop(Self);
    }

    // Mostly the process has ended as well, and that is about to be told. One that goes on without can be of no more use.
    private void ExpectExit() => Timers.StartSingleTimer(nameof(ExitTimeout), ExitTimeout.Instance, _setup.Settings.KillTimeout);

    private void EndedIdle(Joined worker, Exited exited)
    {
        _setup.Log.LogWarning(
            "worker: worker={Worker} pid={Pid} ended while idle exit={Exit} stderr={StandardError}",
            _number, worker.Process.Pid, exited.Status, QuotedText.OfEnds(_output.StandardError));
        Context.Parent.Tell(new DiedIdle(_number));
        Reap(worker.Process, exited);
    }

    private void DiedServing(Joined worker, Exited exited)
    {
        _clientsAtDeath = _clients.Count;
        var awaited = _clients.All.Where(client => client.IsBeingSent).ToHashSet();
        foreach (var client in _clients.All.Where(client => !awaited.Contains(client)))
            TellDeath(worker, client, exited);
        if (awaited.Count == 0)
            Reap(worker.Process, exited);
        else
            Become(DeadBeforeHandOff(worker, exited, awaited));
    }

    private void TellDeath(Joined worker, Assignment client, Exited exited) => client.Connection.Tell(new ClientConnection.WorkerDied(
        new WorkerIdentity(_number, worker.Process.Pid), exited.Status, _output.StandardError, _killedBecause, Others: _clientsAtDeath - 1));

    private const string WantedByOperator = "an operator wanted it";

    private void KillBecause(ChildProcess process, string reason)
    {
        _setup.Log.LogWarning("worker: worker={Worker} pid={Pid} killed: {Reason}", _number, process.Pid, reason);
        _killedBecause = reason;
        process.KillGroup();
        // With one client at a time nobody else would come.
        if (_clients.Count > 0 && _setup.Settings.ClientsAtOnce > 1)
            Context.Parent.Tell(new Retired(_number, RetireReason.Killed));
    }

    // Killed without a client, it counts as one that has died idle.
    private void EndUnused(ChildProcess process)
    {
        Context.Parent.Tell(new DiedIdle(_number));
        Become(Ending(process));
    }

    private void EndProcess(Joined worker)
    {
        worker.Control.Tell(EndWorker.Instance);
        Timers.StartSingleTimer(nameof(KillTimeout), KillTimeout.Instance, _setup.Settings.KillTimeout);
        Become(Ending(worker.Process));
    }

    private void Kill(ChildProcess process)
    {
        process.KillGroup();
        Become(Ending(process));
    }

    private void Reap(ChildProcess process, Exited exited, string? startError = null)
    {
        Timers.CancelAll();
        _setup.Log.LogDebug("worker: worker={Worker} pid={Pid} exit={Exit}", _number, process.Pid, exited.Status);
        process.Dispose();
        _reaped.TrySetResult();
        _address.Forget();
        if (startError is not null)
            Context.Parent.Tell(new StartFailed(_number, WithLastWords($"worker pid {process.Pid} {startError}"), _startFailure));
        _setup.Table?.Exited(exited.Status.ToString());
        Context.Parent.Tell(new Gone(_number, _clients.Ids, EndOf(process.Pid, exited.Status.ToString(), startError ?? _killedBecause)));
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
