using Akka.Actor;

namespace ActorServer.Server.Connections;

/// <summary>
/// The parent of a service's connections, <c>c-1</c>, <c>c-2</c>, …. It only starts them and passes on what concerns all;
/// each connection owns its client, and says itself when it ends, also when it fails. It is not watched for that; only of one
/// that could not even start this actor tells. One timer here stands for one in each connection.
/// </summary>
internal sealed class ConnectionSupervisor : UntypedActor, IWithTimers
{
    private const int TurnsInPeriod = 20;

    // Timers come a little late, and all turns together must not take longer than the period.
    private static readonly TimeSpan TurnTime = ClientConnection.CheckPeriod / (TurnsInPeriod * 1.25);

    private readonly RoundRobinSchedule<IActorRef> _turns = new(TurnsInPeriod);
    private readonly Dictionary<string, IActorRef> _securing = [];
    private bool _draining;

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props() => Akka.Actor.Props.Create(() => new ConnectionSupervisor());

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
    {
        if (failure is ActorInitializationException)
            Context.Parent.Tell(new NotStarted(Sender.Path.Name));
        return Directive.Stop;
    });

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Begin begin:
                var connection = Context.ActorOf(begin.Connection, begin.Info.Id);
                GiveTurns(begin.Info.Id, connection);
                if (begin.SecuresFirst)
                    _securing.Add(begin.Info.Id, begin.Backend);
                else
                    begin.Backend.Tell(new IsolationBackend.Serve(begin.Info, connection));
                if (_draining)
                    connection.Tell(Draining.Instance);
                break;
            case Secured secured when _securing.Remove(secured.Info.Id, out var backend):
                backend.Tell(new IsolationBackend.Serve(secured.Info, Sender));
                break;
            case Over over when _securing.Remove(over.Id):
                _turns.Remove(over.Id);
                // The backend has never heard of it.
                Context.Parent.Tell(new IsolationBackend.HandlerEnded(over.Id));
                break;
            case Over over:
                _turns.Remove(over.Id);
                // From here, so that it cannot overtake the order to serve.
                over.Backend.Tell(new IsolationBackend.ConnectionEnded(over.Id) { Reason = over.Reason });
                break;
            case NextTurn:
                TakeTurn();
                break;
            case Forward forward:
                Context.Child(forward.Id).Tell(forward.Message);
                break;
            case Draining or ClientConnection.CutOffNow:
                _draining |= message is Draining;
                foreach (var child in Context.GetChildren())
                    child.Tell(message);
                break;
        }
    }

    private void GiveTurns(string id, IActorRef connection)
    {
        if (!Timers.IsTimerActive(nameof(NextTurn)))
            Timers.StartPeriodicTimer(nameof(NextTurn), NextTurn.Instance, TurnTime);
        _turns.Add(id, connection);
    }

    private void TakeTurn()
    {
        foreach (var connection in _turns.Next())
            connection.Tell(ClientConnection.CheckDeadline.Instance);
        // Only here, so that clients that come one after the other cost no timer each.
        if (_turns.IsEmpty)
            Timers.Cancel(nameof(NextTurn));
    }

    /// <summary>Start this connection and have the backend serve it.</summary>
    /// <param name="Info">The connection.</param>
    /// <param name="Connection">Its actor.</param>
    /// <param name="Backend">Serves it.</param>
    /// <param name="SecuresFirst">Only when it has said that it is <see cref="Secured"/>.</param>
    internal sealed record Begin(ConnectionInfo Info, Props Connection, IActorRef Backend, bool SecuresFirst = false);

    /// <summary>From a connection: it has agreed with its client on their TLS, and is to be served.</summary>
    internal sealed record Secured(ConnectionInfo Info);

    /// <summary>This connection is closed: tell the backend, unless it is nobody, and why.</summary>
    internal sealed record Over(string Id, IActorRef Backend, string Reason);

    /// <summary>For this connection alone, if it is still there.</summary>
    internal sealed record Forward(string Id, object Message);

    /// <summary>To the service: this connection could not be started; the client is still the service's.</summary>
    internal sealed record NotStarted(string Id);

    private sealed record NextTurn
    {
        public static readonly NextTurn Instance = new();
    }
}
