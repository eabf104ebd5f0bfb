using System.Net;
using System.Net.Sockets;
using ActorServer.Protocol.Sockets;
using ActorServer.Server.Configuration;
using Akka.Actor;
using Akka.IO;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Accepting;

/// <summary>
/// Binds through Akka.IO and hands each accepted socket to its parent, the service, in the order of arrival; it never
/// serves. Each socket belongs to the listener from the moment its duplicate was taken until it is told to the service. If
/// Akka.IO's listener dies, it is bound again, with growing pauses; the clients that are served notice nothing.
/// </summary>
internal sealed class Listener : UntypedActor, IWithTimers
{
    /// <summary>
    /// What an actor system with a listener must be configured with. Of several accepts that are under way at once, a later
    /// one may be reported first.
    /// </summary>
    public const string AkkaConfig = "akka.io.tcp.batch-accept-limit = 1";

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan UnbindPatience = TimeSpan.FromSeconds(3);

    private readonly ListenSettings _settings;
    private readonly ILogger _log;
    private readonly Dictionary<IActorRef, AcceptedClient> _leavingAkka = [];
    private AcceptOrder<AcceptedClient> _order = new();
    private IActorRef _akkaListener = ActorRefs.Nobody;
    private EndPoint? _endPoint;
    private int _binding;
    private TimeSpan _pause;

    public Listener(ListenSettings settings, ILogger log)
    {
        _settings = settings;
        _log = log;
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ListenSettings settings, ILogger log) =>
        Akka.Actor.Props.Create(() => new Listener(settings, log));

    /// <inheritdoc/>
    protected override void PreStart() => ResolveThenBind();

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Resolved resolved:
                _endPoint = resolved.EndPoint;
                Bind();
                break;
            case BindAgain:
                Bind();
                break;
            case Status.Failure failure:
                Context.Parent.Tell(new BindFailed($"cannot resolve {_settings.Host}: {failure.Cause.Message}"));
                break;
            case Tcp.Bound bound:
                Bound(bound);
                break;
            case Tcp.CommandFailed { Cmd: Tcp.Bind } failed:
                CouldNotBind(failed);
                break;
            case AcceptedSocketOption.Taken taken:
                Take(taken);
                break;
            case AcceptedSocketOption.NotTaken lost:
                _log.LogError("accept: a client was lost, {Error}", lost.Error);
                HandOver(_order.Skip(AcceptOrder<AcceptedClient>.NumberOf(Sender.Path.Name)));
                break;
            case Terminated gone when _leavingAkka.Remove(gone.ActorRef, out var client):
                Arrive(gone.ActorRef, client);
                break;
            case Terminated gone when gone.ActorRef.Equals(_akkaListener):
                Lost();
                break;
            case Unbind:
                BeginUnbinding();
                break;
        }
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        DisposeLeaving();
        _akkaListener.Tell(Tcp.Unbind.Instance);
    }

    private void DisposeLeaving()
    {
        foreach (var client in _leavingAkka.Values.Concat(_order.TakeWaiting()))
            client.Socket.Dispose();
        _leavingAkka.Clear();
    }

    private void ResolveThenBind()
    {
        if (IPAddress.TryParse(_settings.Host, out var address))
        {
            Self.Tell(new Resolved(new IPEndPoint(address, _settings.Port)));
            return;
        }

        System.Net.Dns.GetHostAddressesAsync(_settings.Host).PipeTo(
            Self,
            success: addresses => new Resolved(new IPEndPoint(Preferred(addresses), _settings.Port)));
    }

    private static IPAddress Preferred(IPAddress[] addresses) =>
        Array.Find(addresses, address => address.AddressFamily == AddressFamily.InterNetwork) ?? addresses[0];

    private void Bind()
    {
        _binding++;
        // Those who waited for one that was lost with the listener wait no longer.
        HandOver(_order.TakeWaiting());
        _order = new AcceptOrder<AcceptedClient>();
        var options = new Inet.SocketOption[] { new AcceptedSocketOption(Self, _binding) };
        Context.System.Tcp().Tell(new Tcp.Bind(Self, _endPoint!, _settings.Backlog, options, pullMode: true));
    }

    private void Bound(Tcp.Bound bound)
    {
        var again = _pause > TimeSpan.Zero;
        _akkaListener = Sender;
        _pause = TimeSpan.Zero;
        // The port that the system chose is ours until we end: bind the same one after a failure.
        _endPoint = bound.LocalAddress;
        Context.Watch(_akkaListener);
        if (!again)
            Context.Parent.Tell(new ListenerBound(bound.LocalAddress));
    }

    private void CouldNotBind(Tcp.CommandFailed failed)
    {
        var cause = failed.Cause.HasValue ? failed.Cause.Value.Message : "unknown cause";
        if (_pause > TimeSpan.Zero)
            BindLater(cause);
        else
            Context.Parent.Tell(new BindFailed($"cannot listen on {_endPoint}: {cause}"));
    }

    private void Lost() => BindLater("the listening socket was lost");

    private void BindLater(string cause)
    {
        _pause = _pause == TimeSpan.Zero ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, LongestPause.Ticks));
        _log.LogError("listen: {Cause}; binding {EndPoint} again in {Pause:0} ms", cause, _endPoint, _pause.TotalMilliseconds);
        Timers.StartSingleTimer(nameof(BindAgain), BindAgain.Instance, _pause);
    }

    private void Take(AcceptedSocketOption.Taken taken)
    {
        if (taken.Binding != _binding)
        {
            taken.Client.Socket.Dispose();
            return;
        }

        // The duplicate is ours alone once Akka.IO's connection actor has closed its own descriptor; until then it could
        // still change what both share.
        _leavingAkka.Add(Sender, taken.Client);
        Context.Watch(Sender);
        Sender.Tell(Tcp.Abort.Instance);
    }

    private void Arrive(IActorRef connection, AcceptedClient client)
    {
        SocketDuplicate.Restore(client.Socket);
        var number = AcceptOrder<AcceptedClient>.NumberOf(connection.Path.Name);
        HandOver(number < 0 ? [client] : _order.Add(number, client));
    }

    private static void HandOver(IEnumerable<AcceptedClient> arrived)
    {
        foreach (var client in arrived)
            Context.Parent.Tell(new Accepted(client));
    }

    private void BeginUnbinding()
    {
        Context.Unwatch(_akkaListener);
        Timers.Cancel(nameof(BindAgain));
        _akkaListener.Tell(Tcp.Unbind.Instance);
        Timers.StartSingleTimer(nameof(UnbindTooSlow), UnbindTooSlow.Instance, UnbindPatience);
        Become(Unbinding(Context.Parent));
        if (_akkaListener.IsNobody())
            Self.Tell(UnbindTooSlow.Instance);
    }

    private UntypedReceive Unbinding(IActorRef parent)
    {
        var unbound = false;
        return message =>
        {
            switch (message)
            {
                case AcceptedSocketOption.Taken taken:
                    Take(taken);
                    break;
                case Terminated gone when _leavingAkka.Remove(gone.ActorRef, out var client):
                    Arrive(gone.ActorRef, client);
                    break;
                case Tcp.Unbound:
                    unbound = true;
                    break;
                case UnbindTooSlow:
                    unbound = true;
                    DisposeLeaving();
                    break;
                case AcceptedSocketOption.NotTaken:
                    HandOver(_order.Skip(AcceptOrder<AcceptedClient>.NumberOf(Sender.Path.Name)));
                    break;
            }

            // Who was accepted before the port was closed is still served.
            if (!unbound || _leavingAkka.Count > 0)
                return;
            parent.Tell(Unbound.Instance);
            Context.Stop(Self);
        };
    }

    /// <summary>To the service: the listening socket is bound.</summary>
    internal sealed record ListenerBound(EndPoint Address);

    /// <summary>To the service: it cannot be bound, and why.</summary>
    internal sealed record BindFailed(string Error);

    /// <summary>To the service: a client has connected. Its socket is the receiver's from now on.</summary>
    internal sealed record Accepted(AcceptedClient Client) : INoSerializationVerificationNeeded;

    /// <summary>From the service: accept no more; the answer is <see cref="Unbound"/>.</summary>
    internal sealed record Unbind
    {
        public static readonly Unbind Instance = new();
    }

    /// <summary>To the service: the port is free; the listener stops.</summary>
    internal sealed record Unbound
    {
        public static readonly Unbound Instance = new();
    }

    private sealed record Resolved(EndPoint EndPoint);

    private sealed record BindAgain
    {
        public static readonly BindAgain Instance = new();
    }

    private sealed record UnbindTooSlow
    {
        public static readonly UnbindTooSlow Instance = new();
    }
}
