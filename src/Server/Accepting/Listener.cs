using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Accepting;

/// <summary>
/// Has an <see cref="Acceptor"/> bind each address of a service and hand each accepted socket to the service, its parent; it
/// never serves. All addresses are bound before it says so, or none is of use; those of one name on one port. If an acceptor dies later, its
/// address is bound again, with growing pauses; the clients that are served notice nothing.
/// </summary>
internal sealed class Listener : UntypedActor, IWithTimers
{
    private const string SocketLost = "the listening socket was lost";

    // The port that the system chooses for the first address can be taken at another one.
    private const int MostPortsTried = 20;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan UnbindPatience = TimeSpan.FromSeconds(3);

    private readonly ListenSettings _settings;
    private readonly Func<string, Task<IPAddress[]>> _lookUp;
    private readonly ILogger _log;
    private readonly Dictionary<IActorRef, ListeningPort> _acceptors = [];
    private readonly Dictionary<EndPoint, TimeSpan> _pauses = [];
    private long _started;
    private bool _isPaused;

    public Listener(ListenSettings settings, Func<string, Task<IPAddress[]>> lookUp, ILogger log)
    {
        _settings = settings;
        _lookUp = lookUp;
        _log = log;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>A listener for these settings, which finds a name's addresses as the system does or as it is told to.</summary>
    public static Props Props(ListenSettings settings, ILogger log, Func<string, Task<IPAddress[]>>? lookUp = null) =>
        Akka.Actor.Props.Create(() => new Listener(settings, lookUp ?? System.Net.Dns.GetHostAddressesAsync, log));

    protected override void PreStart() => ResolveNext(new BindingProgress(_settings.Addresses));

    protected override void OnReceive(object message) => Unhandled(message);

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
    {
        _log.LogError("listen: {Cause}", failure.GetBaseException().Message);
        return Directive.Stop;
    });

    /// <summary>Finding what the next of the configured addresses means; a name has several.</summary>
    private void Resolving(BindingProgress progress, ListenAddress.Internet address, object message)
    {
        switch (message)
        {
            case Resolved { Addresses: [] }:
                Context.Parent.Tell(new BindFailed($"cannot resolve {address.Host}: it has no address"));
                break;
            case Resolved resolved:
                BindNext(progress, address, new BindingPlan(resolved.Addresses, PortsLeft: MostPortsTried));
                break;
            case Status.Failure failure:
                Context.Parent.Tell(new BindFailed($"cannot resolve {address.Host}: {failure.Cause.Message}"));
                break;
            case Unbind:
                BeginUnbinding();
                break;
        }
    }

    private void ResolveNext(BindingProgress progress)
    {
        switch (progress.Next)
        {
            case null:
                Become(Listening);
                Context.Parent.Tell(new ListenerBound(progress.Bound));
                break;
            case ListenAddress.Unix unix:
                Become(message => BindingUnix(progress, message));
                Bind(ListeningPort.Over(unix.File, _settings));
                break;
            case ListenAddress.Internet internet:
                Become(message => Resolving(progress, internet, message));
                HostAddresses.FindAsync(internet.Host, _lookUp).PipeTo(Self, success: addresses => new Resolved(addresses));
                break;
        }
    }

    /// <summary>Binding a Unix socket.</summary>
    private void BindingUnix(BindingProgress progress, object message)
    {
        switch (message)
        {
            case Acceptor.Bound bound:
                ResolveNext(progress.Bind([bound.Address]));
                break;
            case Acceptor.CouldNotBind failed when _acceptors.Remove(Sender, out var port):
                Context.Unwatch(Sender);
                Fail(port.EndPoint, failed.Cause);
                break;
            default:
                OnBinding(message);
                break;
        }
    }

    /// <summary>Binding one after the other of the addresses that a name has.</summary>
    private void Binding(BindingProgress progress, ListenAddress.Internet address, BindingPlan plan, object message)
    {
        switch (message)
        {
            case Acceptor.Bound { Address: IPEndPoint endPoint }:
                _acceptors[Sender] = _acceptors[Sender] with { EndPoint = endPoint };
                BindNext(progress, address, plan.Bind(endPoint));
                break;
            case Acceptor.CouldNotBind failed when _acceptors.Remove(Sender, out var port):
                Context.Unwatch(Sender);
                CouldNotBind(progress, address, plan, (IPEndPoint)port.EndPoint, failed);
                break;
            default:
                OnBinding(message);
                break;
        }
    }

    private void OnBinding(object message)
    {
        switch (message)
        {
            case Terminated gone when _acceptors.Remove(gone.ActorRef, out var port):
                Fail(port.EndPoint, SocketLost);
                break;
            case Unbind:
                BeginUnbinding();
                break;
        }
    }

    private void BindNext(BindingProgress progress, ListenAddress.Internet address, BindingPlan plan)
    {
        if (plan.IsDone)
        {
            ResolveNext(progress.Bind(plan.Bound));
            return;
        }

        Become(message => Binding(progress, address, plan, message));
        Bind(ListeningPort.Over(new IPEndPoint(plan.Next, plan.Port ?? address.Port), _settings));
    }

    private void CouldNotBind(BindingProgress progress, ListenAddress.Internet address, BindingPlan plan, IPEndPoint endPoint, Acceptor.CouldNotBind failed)
    {
        if (plan.MaySkipNext && HostAddresses.IsOfMissingFamily(endPoint.Address, failed.Error))
        {
            _log.LogWarning("listen: {Host} has the address {Address} as well, of a kind that this machine does not have; skipped", address.Host, endPoint.Address);
            BindNext(progress, address, plan.SkipNext());
        }
        else if (address.Port == 0 && plan is { Bound.Count: > 0, PortsLeft: > 0 } && failed.Error == SocketError.AddressAlreadyInUse)
        {
            CloseAcceptors(plan.Bound);
            BindNext(progress, address, plan.WithAnotherPort());
        }
        else
        {
            Fail(endPoint, failed.Cause);
        }
    }

    private static void Fail(EndPoint endPoint, string cause) =>
        Context.Parent.Tell(new BindFailed($"cannot listen on {PeerFormat.Format(endPoint)}: {cause}"));

    private void Bind(ListeningPort port)
    {
        var acceptor = Context.ActorOf(Acceptor.Props(_settings.Acceptor, port, Context.Parent, _log), $"acceptor-{++_started}");
        _acceptors.Add(Context.Watch(acceptor), port);
        if (_isPaused)
            acceptor.Tell(Pause.Instance);
    }

    /// <summary>Listening: what is lost is bound again, on the same port also where the system chose it.</summary>
    private void Listening(object message)
    {
        switch (message)
        {
            case Acceptor.Bound when _acceptors.TryGetValue(Sender, out var port):
                _pauses.Remove(port.EndPoint);
                break;
            case Acceptor.CouldNotBind failed when _acceptors.Remove(Sender, out var port):
                Context.Unwatch(Sender);
                BindLater(port, failed.Cause);
                break;
            case Terminated gone when _acceptors.Remove(gone.ActorRef, out var port):
                BindLater(port, SocketLost);
                break;
            case BindAgain again:
                Bind(again.Port);
                break;
            case Pause or Resume:
                _isPaused = message is Pause;
                foreach (var acceptor in _acceptors.Keys)
                    acceptor.Tell(message);
                break;
            case Unbind:
                BeginUnbinding();
                break;
        }
    }

    private void BindLater(ListeningPort port, string cause)
    {
        var pause = _pauses.TryGetValue(port.EndPoint, out var last) ? TimeSpan.FromTicks(Math.Min(last.Ticks * 2, LongestPause.Ticks)) : FirstPause;
        _pauses[port.EndPoint] = pause;
        _log.LogError("listen: {Cause}; binding {EndPoint} again in {Pause:0} ms", cause, PeerFormat.Format(port.EndPoint), pause.TotalMilliseconds);
        var again = new BindAgain(port);
        Timers.StartSingleTimer(again, again, pause);
    }

    private void BeginUnbinding()
    {
        Timers.CancelAll();
        Become(Unbinding);
        foreach (var acceptor in _acceptors.Keys)
            acceptor.Tell(Acceptor.Close.Instance);
        Timers.StartSingleTimer(nameof(UnbindTooSlow), UnbindTooSlow.Instance, UnbindPatience);
        EndWhenUnbound();
    }

    // Who was accepted before the ports were closed is still handed over: the acceptors end after that.
    private void Unbinding(object message)
    {
        switch (message)
        {
            case Terminated gone when _acceptors.Remove(gone.ActorRef):
                EndWhenUnbound();
                break;
            case UnbindTooSlow:
                _acceptors.Clear();
                EndWhenUnbound();
                break;
        }
    }

    private void EndWhenUnbound()
    {
        if (_acceptors.Count > 0)
            return;
        Context.Parent.Tell(Unbound.Instance);
        Context.Stop(Self);
    }

    private void CloseAcceptors(IReadOnlyList<IPEndPoint> bound)
    {
        foreach (var (acceptor, _) in _acceptors.Where(one => bound.Contains(one.Value.EndPoint)).ToArray())
        {
            Context.Unwatch(acceptor).Tell(Acceptor.Close.Instance);
            _acceptors.Remove(acceptor);
        }
    }

    /// <summary>To the service: all addresses are bound.</summary>
    internal sealed record ListenerBound(IReadOnlyList<EndPoint> Addresses);

    /// <summary>To the service: an address cannot be bound, and why.</summary>
    internal sealed record BindFailed(string Error);

    /// <summary>To the service: a client has connected. Its socket is the receiver's from now on.</summary>
    internal abstract record Arrived(AcceptedClient Client) : INoSerializationVerificationNeeded;

    /// <summary>To the service: it may be served.</summary>
    internal sealed record Accepted(AcceptedClient Client) : Arrived(Client);

    /// <summary>To the service: it cannot be served, as its acceptor has ended.</summary>
    internal sealed record GivenUp(AcceptedClient Client) : Arrived(Client);

    /// <summary>From the service: accept no more; the answer is <see cref="Unbound"/>.</summary>
    internal sealed record Unbind
    {
        public static readonly Unbind Instance = new();
    }

    /// <summary>From the service: leave new clients in the kernel's backlog where you can; the others are still handed over.</summary>
    internal sealed record Pause
    {
        public static readonly Pause Instance = new();
    }

    /// <summary>From the service: accept again.</summary>
    internal sealed record Resume
    {
        public static readonly Resume Instance = new();
    }

    /// <summary>To the service: the ports are free; the listener stops.</summary>
    internal sealed record Unbound
    {
        public static readonly Unbound Instance = new();
    }

    private sealed record Resolved(IReadOnlyList<IPAddress> Addresses);

    private sealed record BindAgain(ListeningPort Port);

    private sealed record UnbindTooSlow
    {
        public static readonly UnbindTooSlow Instance = new();
    }
}
