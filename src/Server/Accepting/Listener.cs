using System.Net;
using System.Net.Sockets;
using ActorServer.Server.Configuration;
using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Accepting;

/// <summary>
/// Has an <see cref="Acceptor"/> bind a service's port and hand each accepted socket to the service, its parent; it never
/// serves. If the acceptor dies, the port is bound again, with growing pauses; the clients that are served notice nothing.
/// </summary>
internal sealed class Listener : UntypedActor, IWithTimers
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan UnbindPatience = TimeSpan.FromSeconds(3);

    private readonly ListenSettings _settings;
    private readonly ILogger _log;
    private IActorRef _acceptor = ActorRefs.Nobody;
    private EndPoint? _endPoint;
    private TimeSpan _pause;
    private int _acceptors;
    private bool _wasBound;

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
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
    {
        _log.LogError("listen: {Cause}", failure.GetBaseException().Message);
        return Directive.Stop;
    });

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
            case Acceptor.Bound bound:
                Bound(bound);
                break;
            case Acceptor.CouldNotBind failed:
                CouldNotBind(failed.Cause);
                break;
            case Terminated gone when gone.ActorRef.Equals(_acceptor):
                Lost("the listening socket was lost");
                break;
            case Unbind:
                BeginUnbinding();
                break;
        }
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

    private void Bind() =>
        _acceptor = Context.Watch(Context.ActorOf(Acceptor.Props(_settings, _endPoint!, Context.Parent, _log), $"acceptor-{++_acceptors}"));

    private void Bound(Acceptor.Bound bound)
    {
        _pause = TimeSpan.Zero;
        // The port that the system chose is ours until we end: bind the same one after a failure.
        _endPoint = bound.Address;
        if (!_wasBound)
            Context.Parent.Tell(new ListenerBound(bound.Address));
        _wasBound = true;
    }

    private void CouldNotBind(string cause)
    {
        Context.Unwatch(_acceptor);
        Lost(cause);
    }

    private void Lost(string cause)
    {
        _acceptor = ActorRefs.Nobody;
        if (_wasBound)
            BindLater(cause);
        else
            Context.Parent.Tell(new BindFailed($"cannot listen on {_endPoint}: {cause}"));
    }

    private void BindLater(string cause)
    {
        _pause = _pause == TimeSpan.Zero ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, LongestPause.Ticks));
        _log.LogError("listen: {Cause}; binding {EndPoint} again in {Pause:0} ms", cause, _endPoint, _pause.TotalMilliseconds);
        Timers.StartSingleTimer(nameof(BindAgain), BindAgain.Instance, _pause);
    }

    private void BeginUnbinding()
    {
        Timers.Cancel(nameof(BindAgain));
        Become(Unbinding);
        if (_acceptor.IsNobody())
        {
            EndUnbound();
            return;
        }

        _acceptor.Tell(Acceptor.Close.Instance);
        Timers.StartSingleTimer(nameof(UnbindTooSlow), UnbindTooSlow.Instance, UnbindPatience);
    }

    // Who was accepted before the port was closed is still handed over: the acceptor ends after that.
    private void Unbinding(object message)
    {
        if (message is UnbindTooSlow || (message is Terminated gone && gone.ActorRef.Equals(_acceptor)))
            EndUnbound();
    }

    private void EndUnbound()
    {
        Context.Parent.Tell(Unbound.Instance);
        Context.Stop(Self);
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
