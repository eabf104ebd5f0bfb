using ActorServer.Protocol.Inbound;
using ActorServer.Protocol.Messages;
using ActorServer.Server.Output;
using ActorServer.Serving.Handlers;
using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Workers;

/// <summary>
/// One worker process: spawns it, waits until it is ready, deploys to it the actor that makes handlers there, gives it clients,
/// as many at a time as it may have, and reaps it. Owns the process: whatever happens it ends with exactly one <see cref="Gone"/> to the backend, after the
/// process has really ended; if this actor fails, it kills the process, and the backend waits for its end. The exit of the process is the signal
/// that it died; nothing waits for Akka.Remote to notice.
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
    private bool _handlersHaveFailed;
    private string? _retiredBecause;
    private readonly TaskCompletionSource _reaped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile int _pid;
    private readonly Assignments _clients = new();
    private int _clientsAtDeath;
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
        _address.Admit(Self, RefusedFrom(Self), _setup.Settings.ClientsAtOnce);
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

    // A handler's failure stays in the worker; this is the actor above the handlers, without which the worker serves nobody. The worker says that
    // it has failed and with what, and may say so again and again: the first time is enough, and Akka would log each.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        maxNrOfRetries: 0, withinTimeMilliseconds: 0, loggingEnabled: false, localOnlyDecider: failure =>
        {
            if (!_handlersHaveFailed)
                Self.Tell(new HandlersFailed(QuotedText.Of(failure.Message)), ActorRefs.NoSender);
            _handlersHaveFailed = true;
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

    /// <summary>Ready: serves its clients, or waits for one.</summary>
    private UntypedReceive Serving(Joined worker) => message =>
    {
        switch (message)
        {
            // Once it is about to end, those who come get another worker.
            case IsolationBackend.Serve serve when !worker.Process.Exited.IsCompleted && _killedBecause is null:
                Serve(worker, serve);
                break;
            case Finish:
                worker.Handlers.Tell(Draining.Instance);
                break;
            case End:
                EndProcess(worker);
                break;
            case KillNow:
                KillBecause(worker.Process, WantedByOperator);
                if (_clients.Count == 0)
                    Kill(worker.Process);
                break;
            case Exited exited when _clients.Count == 0:
                EndedIdle(worker, exited);
                break;
            case Exited exited:
                DiedServing(worker, exited);
                break;
            case RetireTimeout when _retiredBecause is { } reason:
                KillBecause(worker.Process, $"{reason}, and its other clients had not ended {_setup.Settings.RetireTimeout.TotalSeconds:0.###} s later (retire-timeout)");
                break;
            case var _ when ReasonToKill(worker, message) is { } reason:
                KillBecause(worker.Process, reason);
                if (_clients.Count == 0)
                    EndUnused(worker.Process);
                break;
            default:
                OnClients(worker, message);
                break;
        }
    };

    private void OnClients(Joined worker, object message)
    {
        switch (message)
        {
            case HandOffEnded ended when _clients.TryFind(ended.Number, out var client):
                LetGo(worker, client, ended);
                break;
            case HandlerEnded stopped when _clients.TryFind(stopped.ConnectionId, out var client):
                client.HandlerEnded();
                FreeWhenDone(worker, client);
                break;
            case IsolationBackend.ConnectionEnded over when _clients.TryFind(over.Id, out var client):
                client.ConnectionEnded();
                EndHandler(worker, client, over.Reason);
                FreeWhenDone(worker, client);
                break;
            case HandlerOverdue overdue when _clients.TryFind(overdue.Id, out var client):
                GiveUp(worker, client, $"its handler did not end within {_setup.Settings.KillTimeout.TotalSeconds:0.###} s of its connection {client.Id}");
                break;
            default:
                OnHandOff(worker, message);
                break;
        }
    }

    // Whatever it serves.
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
    private string? ReasonToKill(Joined worker, object message) => message switch
    {
        HandlersFailed failed => $"it cannot make handlers: {failed.Error}",
        // Where they have failed, that is the reason.
        Terminated lost when lost.ActorRef.Equals(worker.Handlers) && !_handlersHaveFailed =>
            lost.AddressTerminated ? "Akka.Remote has given up on it" : "the actor that makes handlers there has ended",
        GoesOn goesOn => goesOn.Reason,
        ExitTimeout => "its connection to the server has ended, and it has not",
        _ => null,
    };
}
