using ActorServer.Native.Calls;
using ActorServer.Native.Processes;
using ActorServer.Protocol.Bootstrap;
using ActorServer.Protocol.Inbound;
using ActorServer.Protocol.Messages;
using ActorServer.Protocol.Remoting;
using ActorServer.Server.Connections;
using ActorServer.Server.Output;
using ActorServer.Server.Processes;
using ActorServer.Serving.Handlers;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Remote;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Workers;

/// <summary>
/// One worker process: spawns it, waits until it is ready, deploys to it the actor that makes handlers there, gives it one
/// client after the other, and reaps it. Owns the process: whatever happens it ends with exactly one <see cref="Gone"/> to the backend, after the
/// process has really ended. The exit of the process is the signal that it died; nothing waits for Akka.Remote to notice.
/// </summary>
internal sealed class Worker : UntypedActor, IWithTimers
{
    private const byte NewLine = (byte)'\n';
    private const string Unreachable = "its connection to the server has ended, and it has not";
    private static readonly TimeSpan ReapPatience = TimeSpan.FromSeconds(2);

    private readonly WorkerSetup _setup;
    private readonly bool _isSpare;
    private readonly long _number;
    private readonly string _host;
    private readonly Launching _launching = new();
    private readonly WorkerOutput _output;
    private readonly long _startedAt = System.Diagnostics.Stopwatch.GetTimestamp();
    private string? _startError;
    private StartFailure _startFailure = StartFailure.Fault;
    private string? _killedBecause;
    private readonly TaskCompletionSource _reaped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IActorRef? _handlers;
    private volatile int _pid;
    private long _handOffs;

    public Worker(long number, WorkerSetup setup, bool isSpare)
    {
        _number = number;
        _setup = setup;
        _isSpare = isSpare;
        _host = $"{setup.Service}-w{number}";
        _output = new WorkerOutput(setup, number, TimeProvider.System);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private static AdmittedHosts Credentials => AdmittedHosts.For(Context.System);

    public static Props Props(long number, WorkerSetup setup, bool isSpare = false) => Producer<Worker>.Props(() => new Worker(number, setup, isSpare));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Credentials.Admit(_host, RefusedFrom(Self));
        // It reaches this actor, and later the connection that it serves; nothing else in the server.
        Credentials.Grant(_host, Self.Path.ToStringWithoutAddress());
        Context.Watch(_setup.Launcher);
        _setup.Launcher.Tell(new WorkerLauncher.Launch(_setup.Command with { IsSpare = _isSpare }, _launching));
        Become(Spawning(endWanted: false));
    }

    // Called where the worker is read, and in the end by this actor.
    private Action<RefusedMessages.Notice> RefusedFrom(IActorRef self) => notice =>
    {
        _setup.Log.LogWarning("worker: worker={Worker} pid={Pid} sent what is refused: messages={Messages} last={Last}", _number, _pid, notice.Count, QuotedText.Of(notice.Last));
        if (notice.HasBecomeTooMuch)
            self.Tell(new GoesOn(notice.Last));
    };

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _reaped.TrySetResult();
        TellDropped(Credentials.Revoke(_host));
        _launching.Leave();
    }

    private void TellDropped(long messages)
    {
        if (messages > 0)
            _setup.Log.LogInformation("worker: worker={Worker} pid={Pid} dropped={Messages} dropped-by-all={Total}", _number, _pid, messages, Credentials.Dropped);
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
    {
        // A handler's failure stays in the worker; this is the actor above the handlers, without which the worker serves nobody.
        _setup.Log.LogError(failure, "worker: worker={Worker} cannot make handlers", _number);
        return Directive.Stop;
    });

    /// <inheritdoc/>
    protected override void OnReceive(object message) => Unhandled(message);

    /// <inheritdoc/>
    protected override bool AroundReceive(Receive receive, object message)
    {
        try
        {
            return base.AroundReceive(receive, message);
        }
        catch
        {
            // Before this actor may stop its child in the process has to, which one that hangs never does.
            _launching.Leave();
            throw;
        }
    }

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
            case End:
                Become(Spawning(endWanted: true));
                break;
        }
    };

    /// <summary>The process runs and has not said yet that it is ready.</summary>
    private UntypedReceive Starting(ChildProcess process) => message =>
    {
        switch (message)
        {
            case WorkerReady ready:
                // The handler will be deployed to where this comes from.
                if (ready.Worker != _number || Sender.Path.Address.Host != _host)
                    break;
                Timers.Cancel(nameof(StartTimeout));
                _setup.Log.LogDebug(
                    "worker: worker={Worker} pid={Pid} ready after {Elapsed:0} ms",
                    _number, process.Pid, System.Diagnostics.Stopwatch.GetElapsedTime(_startedAt).TotalMilliseconds);
                // Not before: a worker is sooner ready if its threads may interrupt.
                if (_setup.Settings.BatchScheduling)
                    process.ScheduleAsBatch();
                Become(Idle(Join(process, Sender)));
                Context.Parent.Tell(new Ready(_number));
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
            case End:
                Kill(process);
                break;
            case Exited exited:
                Reap(process, exited, startError: $"ended ({exited.Status}) before it was ready");
                break;
        }
    };

    /// <summary>Ready, without a client.</summary>
    private UntypedReceive Idle(Joined worker) => message =>
    {
        switch (message)
        {
            case IsolationBackend.Serve serve when !worker.Process.Exited.IsCompleted:
                Serve(worker, serve);
                break;
            case Terminated terminated when terminated.ActorRef.Equals(worker.Handlers):
                LostHandlers(worker, terminated);
                EndUnused(worker.Process);
                break;
            case GoesOn goesOn:
                KillBecause(worker.Process, goesOn.Reason);
                EndUnused(worker.Process);
                break;
            case Disconnected:
                ExpectExit();
                break;
            case ExitTimeout:
                KillBecause(worker.Process, Unreachable);
                EndUnused(worker.Process);
                break;
            case WorkerLeaving:
                Context.Parent.Tell(new Leaving(_number));
                break;
            case End:
                EndProcess(worker, serving: null);
                break;
            case Exited exited:
                _setup.Log.LogWarning(
                    "worker: worker={Worker} pid={Pid} ended while idle exit={Exit} stderr={StandardError}",
                    _number, worker.Process.Pid, exited.Status, QuotedText.OfEnds(_output.StandardError));
                Context.Parent.Tell(new DiedIdle(_number));
                Reap(worker.Process, exited);
                break;
        }
    };

    /// <summary>A handler in the process serves a client.</summary>
    private UntypedReceive Busy(Joined worker, Assignment client) => message =>
    {
        switch (message)
        {
            case ClientConnection.HandOffSent handed when handed.Number == client.HandOff:
                client.HandOffSent();
                break;
            case ClientConnection.HandOffNotTaken not when not.Number == client.HandOff:
                KillBecause(worker.Process, $"it takes no clients any more; {client.Id} gets another worker");
                EndUnused(worker.Process);
                break;
            case HandOffTaken taken when taken.Number == client.HandOff:
                Timers.Cancel(nameof(TakeTimeout));
                break;
            case HandOffEnded ended when !client.IsRelayed && ended.Number == client.HandOff && client.LetGo(ended.HandlerStopped):
                client.Connection.Tell(ended);
                FreeWhenDone(worker, client);
                break;
            case HandlerStopped stopped when stopped.ConnectionId == client.Id:
                client.HandlerStopped();
                FreeWhenDone(worker, client);
                break;
            case Terminated terminated when terminated.ActorRef.Equals(worker.Handlers):
                LostHandlers(worker, terminated);
                break;
            case IsolationBackend.ConnectionOver over when over.Id == client.Id:
                client.ConnectionOver();
                worker.Handlers.Tell(new EndHandler(client.Id));
                Timers.Cancel(nameof(TakeTimeout));
                Timers.StartSingleTimer(nameof(KillTimeout), KillTimeout.Instance, _setup.Settings.KillTimeout);
                FreeWhenDone(worker, client);
                break;
            case TakeTimeout when client.AsksForFirstTime():
                AwaitTaking();
                worker.Control.Tell(new AskTaken(client.HandOff));
                break;
            // Whoever has stopped it may have it go on; until then it is not to blame.
            case TakeTimeout when worker.Process.IsStopped || client.HasTimeLeft():
                AwaitTaking();
                break;
            case TakeTimeout:
                KillBecause(worker.Process, $"it did not take connection {client.Id} within {_setup.Settings.StartTimeout.TotalSeconds:0.###} s (start-timeout)");
                break;
            case GoesOn goesOn:
                KillBecause(worker.Process, goesOn.Reason);
                break;
            case KillTimeout:
                KillBecause(worker.Process, $"its handler did not end within {_setup.Settings.KillTimeout.TotalSeconds:0.###} s of its connection {client.Id}");
                break;
            case Disconnected:
                ExpectExit();
                break;
            case ExitTimeout:
                KillBecause(worker.Process, Unreachable);
                break;
            case WorkerLeaving:
                Context.Parent.Tell(new Leaving(_number));
                break;
            case End:
                EndProcess(worker, client);
                break;
            case Exited exited when client.IsBeingHandedOver:
                Become(DeadBeforeHandOff(worker, client, exited));
                break;
            case Exited exited:
                DiedServing(worker, client, exited);
                break;
        }
    };

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
            case IsolationBackend.ConnectionOver over when over.Id == client.Id:
                Reap(worker.Process, exited, client);
                break;
        }
    };

    /// <summary>The process has been asked or forced to end.</summary>
    private UntypedReceive Ending(ChildProcess process, Assignment? serving) => message =>
    {
        switch (message)
        {
            case KillTimeout or GoesOn:
                process.KillGroup();
                break;
            case Exited exited:
                Reap(process, exited, serving, _startError);
                break;
        }
    };

    private void SayWhatToDo(ChildProcess process)
    {
        var error = WorkerStart.Send(process, (byte[])[.. Bootstrap().ToLine(), NewLine, .. _setup.Config.Span, NewLine], out var connection);
        if (connection is not null)
        {
            var self = Self;
            Credentials.Connect(_host, connection, () => self.Tell(Disconnected.Instance, ActorRefs.NoSender));
            return;
        }

        _startError = $"could not be connected: {Errno.Describe(error)}";
        Kill(process);
    }

    private WorkerBootstrap Bootstrap() => new(
        _number, _setup.Service, _host, Self.Path.ToStringWithAddress(Remoting.DefaultAddress),
        _setup.Handler.TypeName, _setup.Handler.Path, _setup.Handler.Settings, _setup.Settings.MemoryLimit);

    private static IRemoteActorRefProvider Remoting => (IRemoteActorRefProvider)((ExtendedActorSystem)Context.System).Provider;

    private void LaunchFailed(string error, StartFailure why)
    {
        Context.Parent.Tell(new StartFailed(_number, error, why));
        Context.Parent.Tell(new Gone(_number, null));
        Context.Stop(Self);
    }

    private void Spawned(ChildProcess process)
    {
        Context.Unwatch(_setup.Launcher);
        _pid = process.Pid;
        _output.Begin(process);
        _ = ReportExit(process, Self, Remoting);
    }

    // The last words come before the news of the death.
    private async Task ReportExit(ChildProcess process, IActorRef self, IRemoteActorRefProvider remoting)
    {
        var status = await process.Exited.ConfigureAwait(false);
        await _output.FinishAsync(process).ConfigureAwait(false);
        self.Tell(new Exited(status), ActorRefs.NoSender);
        // An actor that is being stopped hears no message, and would wait for its child in a process that is gone.
        if (await Task.WhenAny(_reaped.Task, Task.Delay(ReapPatience)).ConfigureAwait(false) != _reaped.Task)
            ForgetAddress(remoting);
    }

    private Joined Join(ChildProcess process, IActorRef control)
    {
        var remote = new Deploy(new RemoteScope(control.Path.Address));
        var handlers = Context.ActorOf(DeployedHandlers.Props(_setup.Handler).WithDeploy(remote), DeployedHandlers.Name);
        _handlers = handlers;
        return new Joined(process, control, Context.Watch(handlers));
    }

    private void Serve(Joined worker, IsolationBackend.Serve serve)
    {
        serve.Connection.Tell(new ClientConnection.WorkerAssigned(new WorkerIdentity(_number, worker.Process.Pid)));
        var client = new Assignment(serve, _setup.Settings.Relays ? 0 : ++_handOffs);
        if (client.IsRelayed)
            Relay(worker, serve);
        else
            HandOff(worker, serve, client);
        Become(Busy(worker, client));
    }

    private void Relay(Joined worker, IsolationBackend.Serve serve)
    {
        Credentials.Grant(_host, serve.Connection.Path.ToStringWithoutAddress(), carriesBytes: true);
        worker.Handlers.Tell(new StartHandler(serve.Info), serve.Connection);
    }

    private void HandOff(Joined worker, IsolationBackend.Serve serve, Assignment client)
    {
        serve.Connection.Tell(new ClientConnection.HandOffOrder(worker.Process.Control, client.HandOff, worker.Handlers));
        Timers.StartSingleTimer(nameof(TakeTimeout), TakeTimeout.Instance, _setup.Settings.StartTimeout);
    }

    private void AwaitTaking() =>
        Timers.StartSingleTimer(nameof(TakeTimeout), TakeTimeout.Instance, _setup.Settings.KillTimeout / Assignment.LooksInKillTimeout);

    private void FreeWhenDone(Joined worker, Assignment client)
    {
        if (!client.IsDone)
            return;
        Timers.Cancel(nameof(KillTimeout));
        Timers.Cancel(nameof(TakeTimeout));
        if (client.IsRelayed)
            Credentials.Ungrant(_host, client.Connection.Path.ToStringWithoutAddress());
        Become(Idle(worker));
        Context.Parent.Tell(new HandlerOver(_number, client.Id));
    }

    // Without it the worker can serve nobody any more.
    private void LostHandlers(Joined worker, Terminated lost) => KillBecause(
        worker.Process,
        lost.AddressTerminated ? "Akka.Remote has given up on it" : "the actor that makes handlers there has ended");

    // Mostly the process has ended as well, and that is about to be told. One that goes on without can be of no more use.
    private void ExpectExit() => Timers.StartSingleTimer(nameof(ExitTimeout), ExitTimeout.Instance, _setup.Settings.KillTimeout);

    private void DiedServing(Joined worker, Assignment client, Exited exited)
    {
        client.Connection.Tell(new ClientConnection.WorkerDied(
            new WorkerIdentity(_number, worker.Process.Pid), exited.Status, _output.StandardError, _killedBecause));
        Reap(worker.Process, exited, client);
    }

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
        ForgetAddress(Remoting);
        if (startError is not null)
            Context.Parent.Tell(new StartFailed(_number, WithLastWords($"worker pid {process.Pid} {startError}"), _startFailure));
        Context.Parent.Tell(new Gone(_number, serving?.Id));
        Context.Stop(Self);
    }

    private string WithLastWords(string error)
    {
        var words = _output.StandardError;
        return words.Length == 0 ? error : $"{error}; it wrote {QuotedText.OfEnds(words)}";
    }

    /// <summary>
    /// Tells Akka.Remote what it would find out minutes later: that nothing at the worker's address lives. Otherwise it would
    /// keep an endpoint for the dead process, and this actor could not stop before its remote child has.
    /// </summary>
    private void ForgetAddress(IRemoteActorRefProvider remoting)
    {
        // Without its uid the address is not kept in a list of the quarantined either; it is never used again.
        remoting.Quarantine(remoting.DefaultAddress.WithHost(_host).WithSystem(RemotingConfig.WorkerSystem), null);
        // In the name of the dead actor; whoever watches it, the remote watcher passes it on and forgets the address.
        if (_handlers is { } handlers)
            ((IInternalActorRef)remoting.RemoteWatcher).SendSystemMessage(new DeathWatchNotification(handlers, existenceConfirmed: true, addressTerminated: false));
    }

    /// <summary>From the backend: end the process, at once if it has no client.</summary>
    internal sealed record End
    {
        public static readonly End Instance = new();
    }

    /// <summary>To the backend: the process is ready for a client.</summary>
    internal sealed record Ready(long Number);

    /// <summary>To the backend: the process could not be started or did not become ready.</summary>
    internal sealed record StartFailed(long Number, string Error, StartFailure Why);

    /// <summary>To the backend: the process was ready and ended without having been asked to, nor served anybody.</summary>
    internal sealed record DiedIdle(long Number);

    /// <summary>To the backend: the process was asked from outside to end after its client.</summary>
    internal sealed record Leaving(long Number);

    /// <summary>To the backend: nothing runs any more of the handler of this connection.</summary>
    internal sealed record HandlerOver(long Number, string Id);

    /// <summary>
    /// To the backend: the process has ended; the last word of each worker. Names the connection that it was serving.
    /// </summary>
    internal sealed record Gone(long Number, string? Serving);

    /// <summary>A worker that is ready: its process, its own counterpart of this actor, and what makes handlers in it.</summary>
    private sealed record Joined(ChildProcess Process, IActorRef Control, IActorRef Handlers);

    private sealed record Exited(ExitStatus Status);

    /// <summary>The process sends what is refused, and goes on with it.</summary>
    private sealed record GoesOn(string Last)
    {
        public string Reason => $"it went on sending what is refused: {RefusedMessages.TooMany} messages within {RefusedMessages.Period.TotalSeconds:0} s, the last: {Last}";
    }

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

    private sealed record TakeTimeout
    {
        public static readonly TakeTimeout Instance = new();
    }

    private sealed record KillTimeout
    {
        public static readonly KillTimeout Instance = new();
    }
}
