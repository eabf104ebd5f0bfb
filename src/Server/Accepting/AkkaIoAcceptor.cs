using System.Net.Sockets;
using ActorServer.Native.Sockets;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Accepting;

/// <summary>
/// Accepts through Akka.IO. Each socket is taken out of the hands of Akka.IO's connection actor; it belongs to this actor from
/// the moment its duplicate was taken until it is handed over. A client of whom Akka.IO says nothing holds up those behind it
/// for a second at most.
/// </summary>
internal sealed class AkkaIoAcceptor(ListeningPort port, IActorRef service, ILogger log) : Acceptor(service), IWithTimers
{
    /// <summary>
    /// What an actor system with such an acceptor must be configured with. Of several accepts that are under way at once, a
    /// later one may be reported first.
    /// </summary>
    public const string AkkaConfig = "akka.io.tcp.batch-accept-limit = 1";

    /// <summary>How long a client may be missing before those who were accepted after it are served.</summary>
    public static readonly TimeSpan MissingPatience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan BindPatience = TimeSpan.FromSeconds(10);

    private readonly Dictionary<IActorRef, AcceptedClient> _leavingAkka = [];
    private readonly AcceptOrder<AcceptedClient> _order = new();
    private IActorRef _akkaListener = ActorRefs.Nobody;
    private bool _closing;
    private bool _portClosed;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        var options = new Inet.SocketOption[] { new ListeningSocketOption(port), new AcceptedSocketOption(Self) };
        Context.System.Tcp().Tell(new Tcp.Bind(Self, port.EndPoint, port.Backlog, options, pullMode: true));
        Timers.StartSingleTimer(nameof(BindTooSlow), BindTooSlow.Instance, BindPatience);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tcp.Bound bound:
                PortBound(bound);
                break;
            case Tcp.CommandFailed { Cmd: Tcp.Bind } failed:
                var cause = failed.Cause.HasValue ? failed.Cause.Value.GetBaseException() : null;
                CannotBind(cause?.Message ?? "unknown cause", (cause as SocketException)?.SocketErrorCode);
                break;
            case BindTooSlow:
                CannotBind("Akka.IO has not answered", null);
                break;
            case AcceptedSocketOption.Taken taken:
                Take(taken.Client);
                break;
            case AcceptedSocketOption.NotTaken lost:
                Lost(Sender, lost.Error);
                break;
            case Terminated gone when _leavingAkka.Remove(gone.ActorRef, out var client):
                Arrive(gone.ActorRef, client);
                break;
            case Missing missing:
                GiveUpMissing(missing.Number);
                break;
            case Close:
                ClosePort();
                break;
            // It ends after all its connection actors, which until then may report another client.
            case Terminated gone when gone.ActorRef.Equals(_akkaListener):
                _portClosed = true;
                break;
        }

        if (_portClosed && _leavingAkka.Count == 0)
            Context.Stop(Self);
    }

    private void ClosePort()
    {
        // Until the port is bound there is nobody to be told; it is closed as soon as it is.
        if (_akkaListener.IsNobody())
            _closing = true;
        else
            _akkaListener.Tell(Tcp.Unbind.Instance);
    }

    protected override void PostStop()
    {
        // Those who waited for one that was lost with Akka.IO's listener wait no longer.
        Deliver(_order.TakeWaiting());
        foreach (var client in _leavingAkka.Values)
            GiveUp(client);
        // A listener that is still binding watches this actor, and closes the port when it finds it gone.
        _akkaListener.Tell(Tcp.Unbind.Instance);
    }

    private void PortBound(Tcp.Bound bound)
    {
        Timers.Cancel(nameof(BindTooSlow));
        _akkaListener = Context.Watch(Sender);
        if (_closing)
            _akkaListener.Tell(Tcp.Unbind.Instance);
        else
            Context.Parent.Tell(new Bound(bound.LocalAddress));
    }

    private void CannotBind(string cause, SocketError? error)
    {
        Context.Parent.Tell(new CouldNotBind(cause, error ?? SocketError.SocketError));
        Context.Stop(Self);
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
        try
        {
            SocketDuplicate.Restore(client.Socket);
        }
        catch (Exception failure)
        {
            client.Socket.Dispose();
            Lost(connection, failure.Message);
            return;
        }

        var number = AcceptOrder<AcceptedClient>.NumberOf(connection.Path.Name);
        Deliver(number < 0 ? [client] : _order.Add(number, client));
    }

    private void Lost(IActorRef connection, string error)
    {
        log.LogError("accept: a client was lost, {Error}", error);
        if (AcceptOrder<AcceptedClient>.NumberOf(connection.Path.Name) is var number and >= 0)
            Deliver(_order.Skip(number));
    }

    private void GiveUpMissing(long number)
    {
        if (_order.Awaited != number)
        {
            AwaitMissing();
            return;
        }

        log.LogError("accept: a client was lost, Akka.IO has not reported it");
        Deliver(_order.GiveUpAwaited());
    }

    private void Deliver(IReadOnlyList<AcceptedClient> arrived)
    {
        foreach (var client in arrived)
            Deliver(client);
        AwaitMissing();
    }

    private void AwaitMissing()
    {
        if (_order.Awaited is { } number && !Timers.IsTimerActive(nameof(Missing)))
            Timers.StartSingleTimer(nameof(Missing), new Missing(number), MissingPatience);
    }

    /// <summary>The client with this number was awaited a while ago.</summary>
    private sealed record Missing(long Number) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    private sealed class BindTooSlow : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly BindTooSlow Instance = new();
    }
}
