using ActorServer.Native.Calls;
using ActorServer.Protocol.Bootstrap;
using ActorServer.Protocol.Messages;
using ActorServer.Server.Processes;
using ActorServer.Serving.Handlers;
using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Workers;

/// <content>How it starts: the process is spawned, told what to do, says that it is ready, and gets the actor that makes handlers.</content>
internal sealed partial class Worker
{
    /// <summary>The launcher is starting the process; it answers, or has ended itself.</summary>
    private UntypedReceive Spawning(bool endWanted) => message =>
    {
        switch (message)
        {
            case WorkerLauncher.Launched launched when endWanted:
                Spawned(launched.Process);
                Kill(launched.Process);
                break;
            case WorkerLauncher.Launched launched:
                Spawned(launched.Process);
                Timers.StartSingleTimer(nameof(StartTimeout), StartTimeout.Instance, _setup.Settings.StartTimeout);
                Become(Starting(launched.Process));
                SayWhatToDo(launched.Process);
                break;
            case WorkerLauncher.LaunchFailed failed:
                LaunchFailed(failed.Error, failed.Why);
                break;
            case Terminated:
                LaunchFailed("the launcher has ended", StartFailure.Fault);
                break;
            case End or KillNow:
                Become(Spawning(endWanted: true));
                break;
        }
    };

    /// <summary>The process runs and has not said yet that it is ready.</summary>
    private UntypedReceive Starting(ChildProcess process) => message =>
    {
        switch (message)
        {
            // The handler will be deployed to where this comes from.
            case WorkerReady ready when ready.Worker == _number && _address.IsOf(Sender):
                BeReady(process, Sender);
                break;
            case Disconnected:
                // It may have overtaken the word that the worker is ready.
                ExpectExit();
                break;
            case StartTimeout:
                _startFailure = StartFailure.TimedOut;
                _startError = $"was not ready within {_setup.Settings.StartTimeout.TotalSeconds:0.###} s (start-timeout)";
                Kill(process);
                break;
            case GoesOn goesOn:
                _startError = $"was killed: {goesOn.Reason}";
                Kill(process);
                break;
            case KillNow:
                KillBecause(process, WantedByOperator);
                Kill(process);
                break;
            case End:
                Kill(process);
                break;
            case Exited exited:
                Reap(process, exited, startError: $"ended ({exited.Status}) before it was ready");
                break;
        }
    };

    private void BeReady(ChildProcess process, IActorRef control)
    {
        Timers.Cancel(nameof(StartTimeout));
        var time = System.Diagnostics.Stopwatch.GetElapsedTime(_startedAt);
        _setup.Table?.Ready(time);
        _setup.Log.LogDebug("worker: worker={Worker} pid={Pid} ready after {Elapsed:0} ms", _number, process.Pid, time.TotalMilliseconds);
        // Not before: a worker is sooner ready if its threads may interrupt.
        if (_setup.Settings.BatchScheduling)
            process.ScheduleAsBatch();
        var worker = Join(process, control);
        if (!DeliverKeys(worker))
        {
            _startError = "could not be given the certificates; the log says why";
            Become(Ending(process));
            return;
        }

        Become(Serving(worker));
        Context.Parent.Tell(new Ready(_number));
    }

    private void SayWhatToDo(ChildProcess process)
    {
        var error = WorkerStart.Send(process, (byte[])[.. Bootstrap().ToLine(), NewLine, .. _setup.Config.Span, NewLine], out var connection);
        if (connection is not null)
        {
            var self = Self;
            _address.Connect(connection, () => self.Tell(Disconnected.Instance, ActorRefs.NoSender));
            return;
        }

        _startError = $"could not be connected: {Errno.Describe(error)}";
        Kill(process);
    }

    private WorkerBootstrap Bootstrap() => new(
        _number, _setup.Service, _address.Host, _address.PathOf(Self),
        _setup.Handler.TypeName, _setup.Handler.Path, _setup.Handler.Settings, _setup.Settings.MemoryLimit, (int)(_setup.Logs?.Least ?? LogLevel.None));

    private void Spawned(ChildProcess process)
    {
        _entry.Output = _output;
        _entry.Process = process;
        Context.Unwatch(_setup.Launcher);
        _pid = process.Pid;
        _output.Begin(process);
        _ = ReportExit(process, Self);
    }

    // The last words come before the news of the death.
    private async Task ReportExit(ChildProcess process, IActorRef self)
    {
        var status = await process.Exited.ConfigureAwait(false);
        // Whatever becomes of its words: clients and the pool wait for what follows.
        await _output.FinishAsync(process).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        self.Tell(new Exited(status), ActorRefs.NoSender);
        // An actor that is being stopped hears no message, and would wait for its child in a process that is gone.
        if (await Task.WhenAny(_reaped.Task, Task.Delay(ReapPatience)).ConfigureAwait(false) != _reaped.Task)
            _address.Forget();
        // Where this actor has failed, nobody else does.
        process.Dispose();
    }

    private Joined Join(ChildProcess process, IActorRef control)
    {
        var remote = new Deploy(new RemoteScope(control.Path.Address));
        var handlers = Context.ActorOf(DeployedHandlers.Props(_setup.Handler, _setup.Settings.ClientsAtOnce).WithDeploy(remote), DeployedHandlers.Name);
        _address.HasDeployed(handlers);
        return new Joined(process, control, Context.Watch(handlers));
    }
}
