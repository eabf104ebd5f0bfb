using ActorServer.Protocol.Handling;
using ActorServer.Protocol.Messages;
using ActorServer.Server.Isolation;
using Akka.Actor;

namespace ActorServer.Server.Connections;

/// <summary>
/// The parent of a service's connections, <c>c-1</c>, <c>c-2</c>, …. It only starts them and passes on what concerns all;
/// each connection owns its client.
/// </summary>
internal sealed class Connections : UntypedActor
{
    public static Props Props() => Akka.Actor.Props.Create(() => new Connections());

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Begin begin:
                var connection = Context.ActorOf(begin.Connection, begin.Info.Id);
                begin.Backend.Tell(new IsolationBackend.Serve(begin.Info, connection));
                break;
            case Draining or ClientConnection.CutOffNow:
                foreach (var child in Context.GetChildren())
                    child.Tell(message);
                break;
        }
    }

    /// <summary>Start this connection and have the backend serve it.</summary>
    internal sealed record Begin(ConnectionInfo Info, Props Connection, IActorRef Backend);
}
