using System.Net.Sockets;
using ActorServer.Protocol.Sockets;
using Akka.Actor;
using Akka.IO;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Accepting;

/// <summary>
/// Accepts through Akka.IO. Each socket is taken out of the hands of Akka.IO's connection actor; it belongs to this actor from
/// the moment its duplicate was taken until it is handed over.
/// </summary>
internal sealed class AkkaIoAcceptor(ListeningPort port, IActorRef service, ILogger log) : Acceptor(service)
{
    /// <summary>
    /// What an actor system with such an acceptor must be configured with. Of several accepts that are under way at once, a
    /// later one may be reported first.
    /// </summary>
    public const string AkkaConfig = "akka.io.tcp.batch-accept-limit = 1";

    private readonly Dictionary<IActorRef, AcceptedClient> _leavingAkka = [];
    private readonly AcceptOrder<AcceptedClient> _order = new();
    private IActorRef _akkaListener = ActorRefs.Nobody;
    private bool _portClosed;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        var options = new Inet.SocketOption[] { new ListeningSocketOption(port), new AcceptedSocketOption(Self) };
        Context.System.Tcp().Tell(new Tcp.Bind(Self, port.EndPoint, port.Backlog, options, pullMode: true));
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tcp.Bound bound:
                _akkaListener = Context.Watch(Sender);
                Context.Parent.Tell(new Bound(bound.LocalAddress));
                break;
            case Tcp.CommandFailed { Cmd: Tcp.Bind } failed:
                var cause = failed.Cause.HasValue ? failed.Cause.Value.GetBaseException() : null;
                Context.Parent.Tell(new CouldNotBind(cause?.Message ?? "unknown cause", (cause as SocketException)?.SocketErrorCode ?? SocketError.SocketError));
                Context.Stop(Self);
                break;
            case AcceptedSocketOption.Taken taken:
                Take(taken.Client);
                break;
            case AcceptedSocketOption.NotTaken lost:
                log.LogError("accept: a client was lost, {Error}", lost.Error);
                HandOver(_order.Skip(AcceptOrder<AcceptedClient>.NumberOf(Sender.Path.Name)));
                break;
            case Terminated gone when _leavingAkka.Remove(gone.ActorRef, out var client):
                Arrive(gone.ActorRef, client);
                break;
            case Close when _akkaListener.IsNobody():
                Context.Stop(Self);
                break;
            case Close:
                _akkaListener.Tell(Tcp.Unbind.Instance);
                break;
            // It ends after all its connection actors, which until then may report another client.
            case Terminated gone when gone.ActorRef.Equals(_akkaListener):
                _portClosed = true;
                break;
        }

        if (_portClosed && _leavingAkka.Count == 0)
            Context.Stop(Self);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        // Those who waited for one that was lost with Akka.IO's listener wait no longer.
        HandOver(_order.TakeWaiting());
        foreach (var client in _leavingAkka.Values)
            client.Socket.Dispose();
        _akkaListener.Tell(Tcp.Unbind.Instance);
    }

    private void Take(AcceptedClient client)
    {
        // The duplicate is ours alone once Akka.IO's connection actor has closed its own descriptor; until then it could
        // still change what both share.
        _leavingAkka.Add(Sender, client);
        Context.Watch(Sender);
        Sender.Tell(Tcp.Abort.Instance);
    }

    private void Arrive(IActorRef connection, AcceptedClient client)
    {
        var number = AcceptOrder<AcceptedClient>.NumberOf(connection.Path.Name);
        try
        {
            SocketDuplicate.Restore(client.Socket);
        }
        catch (SocketException lost)
        {
            log.LogError("accept: a client was lost, {Error}", lost.Message);
            client.Socket.Dispose();
            HandOver(_order.Skip(number));
            return;
        }

        HandOver(number < 0 ? [client] : _order.Add(number, client));
    }

    private void HandOver(IEnumerable<AcceptedClient> arrived)
    {
        foreach (var client in arrived)
            HandOver(client);
    }
}
