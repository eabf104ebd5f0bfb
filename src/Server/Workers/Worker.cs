using ActorServer.Native.Calls;
using ActorServer.Protocol.Channel;
using ActorServer.Protocol.Inbound;
using ActorServer.Protocol.Messages;
using ActorServer.Server.Connections;
using ActorServer.Server.Output;
using ActorServer.Serving.Handlers;
using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Workers;

/// <summary>
/// One worker process: spawns it, waits until it is ready, deploys to it the actor that makes handlers there, gives it one
/// client after the other, and reaps it. Owns the process: whatever happens it ends with exactly one <see cref="Gone"/> to the backend, after the
/// process has really ended. The exit of the process is the signal that it died; nothing waits for Akka.Remote to notice.
/// </summary>
internal sealed partial class Worker : UntypedActor, IWithTimers
{
    private const byte NewLine = (byte)'\n';
    private static readonly TimeSpan ReapPatience = TimeSpan.FromSeconds(2);

    private readonly WorkerSetup _setup;
    private readonly bool _isSpare;
    private readonly long _number;
    private readonly WorkerEntry _entry;
    private readonly WorkerAddress _address;
    private readonly Launching _launching = new();
    private readonly WorkerOutput _output;
    private readonly long _startedAt = System.Diagnostics.Stopwatch.GetTimestamp();
    private string? _startError;
    private StartFailure _startFailure = StartFailure.Fault;
    private string? _killedBecause;
    private readonly TaskCompletionSource _reaped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile int _pid;
    private long _handOffs;
    private long _keysVersion;

    public Worker(long number, WorkerSetup setup, bool isSpare, WorkerEntry entry)
    {
        _number = number;
        _entry = entry;
        _setup = setup;
        _isSpare = isSpare;
        _address = new WorkerAddress($"{setup.Service}-w{number}", Context.System);
        _output = new WorkerOutput(setup, number, TimeProvider.System);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(long number, WorkerSetup setup, bool isSpare = false, WorkerEntry? entry = null) =>
        Producer<Worker>.Props(() => new Worker(number, setup, isSpare, entry ?? new WorkerEntry(number)));

    protected override void PreStart()
    {
        _address.Admit(Self, RefusedFrom(Self));
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

    protected override void PostStop()
    {
        _reaped.TrySetResult();
        TellDropped(_address.Revoke());
        _launching.Leave();
    }

    private void TellDropped(long messages)
    {
        if (messages > 0)
            _setup.Log.LogInformation("worker: worker={Worker} pid={Pid} dropped={Messages} dropped-by-all={Total}", _number, _pid, messages, _address.DroppedOfAll);
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
    {
        // A handler's failure stays in the worker; this is the actor above the handlers, without which the worker serves nobody.
        _setup.Log.LogError(failure, "worker: worker={Worker} cannot make handlers", _number);
        return Directive.Stop;
    });

    protected override void OnReceive(object message) => Unhandled(message);

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

    /// <summary>Ready, without a client.</summary>
    private UntypedReceive Idle(Joined worker) => message =>
    {
        switch (message)
        {
            case IsolationBackend.Serve serve when !worker.Process.Exited.IsCompleted:
                Serve(worker, serve);
                break;
            case End:
                EndProcess(worker, serving: null);
                break;
            case KillNow:
                KillBecause(worker.Process, WantedByOperator);
                Kill(worker.Process);
                break;
            case Exited exited:
                _setup.Log.LogWarning(
                    "worker: worker={Worker} pid={Pid} ended while idle exit={Exit} stderr={StandardError}",
                    _number, worker.Process.Pid, exited.Status, QuotedText.OfEnds(_output.StandardError));
                Context.Parent.Tell(new DiedIdle(_number));
                Reap(worker.Process, exited);
                break;
            case var _ when ReasonToKill(worker, message) is { } reason:
                KillBecause(worker.Process, reason);
                EndUnused(worker.Process);
                break;
            default:
                OnReady(message);
                break;
        }
    };

    /// <summary>A handler in the process serves a client.</summary>
    private UntypedReceive Busy(Joined worker, Assignment client) => message =>
    {
        switch (message)
        {
            case HandOffEnded ended when !client.IsRelayed && ended.Number == client.HandOff && client.LetGo(ended.HandlerEnded):
                client.Connection.Tell(ended);
                FreeWhenDone(worker, client);
                break;
            case HandlerEnded stopped when stopped.ConnectionId == client.Id:
                client.HandlerEnded();
                FreeWhenDone(worker, client);
                break;
            case IsolationBackend.ConnectionEnded over when over.Id == client.Id:
                client.ConnectionEnded();
                EndHandler(worker, client, over.Reason);
                FreeWhenDone(worker, client);
                break;
            case KillTimeout:
                KillBecause(worker.Process, $"its handler did not end within {_setup.Settings.KillTimeout.TotalSeconds:0.###} s of its connection {client.Id}");
                break;
            case End:
                EndProcess(worker, client);
                break;
            case KillNow:
                KillBecause(worker.Process, WantedByOperator);
                break;
            case Exited exited when client.IsBeingHandedOver:
                Become(DeadBeforeHandOff(worker, client, exited));
                break;
            case Exited exited:
                DiedServing(worker, client, exited);
                break;
            case var _ when ReasonToKill(worker, message) is { } reason:
                KillBecause(worker.Process, reason);
                break;
            default:
                OnHandOff(worker, client, message);
                break;
        }
    };

    private void EndHandler(Joined worker, Assignment client, string reason)
    {
        Timers.Cancel(nameof(TakeTimeout));
        // It has had its time.
        if (reason == EndReason.HandlerStalled)
        {
            KillBecause(worker.Process, $"its handler has stalled connection {client.Id} (handler-stall-timeout)");
            return;
        }

        worker.Handlers.Tell(new EndHandler(client.Id));
        Timers.StartSingleTimer(nameof(KillTimeout), KillTimeout.Instance, _setup.Settings.KillTimeout);
    }

    private void OnHandOff(Joined worker, Assignment client, object message)
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
            case HandOffAgreed agreed when agreed.Number == client.HandOff:
                client.Connection.Tell(agreed);
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
            default:
                OnReady(message);
                break;
        }
    }

    // Whether it has a client or not.
    private void OnReady(object message)
    {
        switch (message)
        {
            case Disconnected:
                ExpectExit();
                break;
            case WorkerLeaving:
                Context.Parent.Tell(new Leaving(_number));
                break;
        }
    }

    /// <summary>Why a worker of which this is heard can serve nobody any more; null if it can.</summary>
    private static string? ReasonToKill(Joined worker, object message) => message switch
    {
        Terminated lost when lost.ActorRef.Equals(worker.Handlers) =>
            lost.AddressTerminated ? "Akka.Remote has given up on it" : "the actor that makes handlers there has ended",
        GoesOn goesOn => goesOn.Reason,
        ExitTimeout => "its connection to the server has ended, and it has not",
        _ => null,
    };

    private void Serve(Joined worker, IsolationBackend.Serve serve)
    {
        if (!DeliverKeys(worker))
        {
            // The client has noticed nothing, and gets another worker.
            EndUnused(worker.Process);
            return;
        }

        _output.Clients.Add(serve.Info.Id);
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
        _address.GrantBytes(serve.Connection);
        worker.Handlers.Tell(new StartHandler(serve.Info), serve.Connection);
    }

    private void HandOff(Joined worker, IsolationBackend.Serve serve, Assignment client)
    {
        serve.Connection.Tell(new ClientConnection.HandOffOrder(worker.Process.Control, client.HandOff, worker.Handlers, _keysVersion));
        Timers.StartSingleTimer(nameof(TakeTimeout), TakeTimeout.Instance, _setup.Settings.StartTimeout);
    }

    // Those that it has not got yet. It loads them before it takes a client that is sent after them. False: it is of no use, and is killed.
    private bool DeliverKeys(Joined worker)
    {
        if (_setup.Certificates?.Current is not { } keys || keys.Version == _keysVersion)
            return true;
        // One that has ended needs none, as the hand-off will find out.
        if (TlsDelivery.Send(worker.Process.Control, keys.Version, keys.Setup) is var error and not (0 or Errno.EPIPE))
        {
            KillBecause(worker.Process, $"it could not be given the certificates: {Errno.Describe(error)}");
            return false;
        }

        _keysVersion = keys.Version;
        return true;
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
            _address.Ungrant(client.Connection);
        _output.Clients.End(client.Id);
        Become(Idle(worker));
        Context.Parent.Tell(new HandlerOver(_number, client.Id));
    }
}
