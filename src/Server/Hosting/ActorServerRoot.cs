using System.Net;
using ActorServer.Server.Admission;
using ActorServer.Server.Output;
using ActorServer.Server.Placing;
using ActorServer.Server.Settings;
using ActorServer.Server.Workers;
using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Hosting;

/// <summary>
/// <c>/user/actor-server</c>: starts the services together (all backends, then all ports, then all serve; if one cannot,
/// none does) and stops them together. It tells its <see cref="ServerLife"/> what happens and holds nothing else. It is never
/// restarted: what it throws is why the server ends.
/// </summary>
internal sealed class ActorServerRoot : UntypedActor, IWithTimers
{
    public const string Name = "actor-server";

    /// <summary>Akka's own guardian, its parent, would restart it.</summary>
    public const string AkkaConfig = "akka.actor.guardian-supervisor-strategy = \"Akka.Actor.StoppingSupervisorStrategy\"";

    private readonly ServerSettings _settings;
    private readonly ServerLife _life;
    private readonly Func<ServiceSettings, Props> _serviceProps;
    private readonly HostingProcess _process;
    private readonly ILogger _log;
    private readonly Action<IActorRefFactory>? _beginNode;
    private readonly Dictionary<IActorRef, Service.Bound?> _services = [];
    private readonly HashSet<IActorRef> _begun = [];
    private readonly HashSet<IActorRef> _drained = [];
    private int _ready;
    private int _clients;
    private bool _isDraining;
    private bool _awaitsLegs;

    public ActorServerRoot(
        ServerSettings settings, ServerLife life, Func<ServiceSettings, Props> serviceProps, HostingProcess process, ILogger log, Action<IActorRefFactory>? beginNode)
    {
        _settings = settings;
        _life = life;
        _serviceProps = serviceProps;
        _process = process;
        _log = log;
        _beginNode = beginNode;
        _awaitsLegs = beginNode is not null;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <param name="settings">What to serve.</param>
    /// <param name="life">Is told how far it has come.</param>
    /// <param name="serviceProps">Makes a service.</param>
    /// <param name="process">What it runs in.</param>
    /// <param name="log">The log.</param>
    /// <param name="beginNode">Makes what other nodes speak to; null where the server is alone.</param>
    public static Props Props(
        ServerSettings settings, ServerLife life, Func<ServiceSettings, Props> serviceProps, HostingProcess process, ILogger log, Action<IActorRefFactory>? beginNode = null) =>
        Akka.Actor.Props.Create(() => new ActorServerRoot(settings, life, serviceProps, process, log, beginNode));

    protected override void PreStart()
    {
        foreach (var service in _settings.Services)
            _services.Add(Context.Watch(Context.ActorOf(_serviceProps(service), service.Name)), null);
        _beginNode?.Invoke(Context);
    }

    public override void AroundPreStart()
    {
        try
        {
            NameFailure(base.AroundPreStart);
        }
        catch
        {
            // There will be no PostStop: Akka has forgotten an actor that did not start.
            _life.Drain();
            throw;
        }
    }

    protected override bool AroundReceive(Receive receive, object message)
    {
        var isHandled = false;
        NameFailure(() => isHandled = base.AroundReceive(receive, message));
        return isHandled;
    }

    /// <summary>After its services have stopped, whatever the reason.</summary>
    protected override void PostStop()
    {
        if (!_isDraining)
            _life.Fail($"{Self.Path.ToStringWithoutAddress()} ended unexpectedly");
        _life.Drain();
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
    {
        _log.LogError(failure, "service {Service} failed", Sender.Path.Name);
        // Not only when it has stopped: a handler that hangs would hold that up.
        if (!_isDraining)
            _life.Fail($"service {Sender.Path.Name} ended unexpectedly; the log says why");
        return Directive.Stop;
    });

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Service.BackendReady:
                if (++_ready == _services.Count)
                    TellAll(Service.Bind.Instance);
                break;
            case Service.Bound bound:
                _services[Sender] = bound;
                OpenWhenBound();
                break;
            case LegAcceptor.Ready:
                _awaitsLegs = false;
                OpenWhenBound();
                break;
            case LegAcceptor.CannotListen cannot:
                _life.Fail(cannot.Error);
                break;
            case Service.CannotServe cannot:
                _life.Fail($"service {Sender.Path.Name}: {cannot.Error}");
                break;
            case Terminated gone:
                _life.Fail($"service {gone.ActorRef.Path.Name} ended unexpectedly; the log says why");
                _services.Remove(gone.ActorRef);
                break;
            case Drain:
                _isDraining = true;
                Become(Draining);
                TellAll(Service.Drain.Instance);
                EndWhenDrained();
                if (_settings.DrainTimeout > TimeSpan.Zero)
                    Timers.StartSingleTimer(nameof(DrainNow), DrainNow.Instance, _settings.DrainTimeout);
                else
                    Self.Tell(DrainNow.Instance);
                break;
        }
    }

    private void OpenWhenBound()
    {
        if (!_awaitsLegs && !_life.Failed.IsCompleted && _services.Values.All(service => service is not null))
            Open();
    }

    private void Open()
    {
        if (ClientRoom.Obstacle(_settings) is { } obstacle)
        {
            _life.Fail(obstacle);
            return;
        }

        TellAll(Service.Open.Instance);
        foreach (var (settings, address) in _services.Values.SelectMany(bound => bound!.Addresses.Select(address => (bound.Settings, address))))
        {
            _process.Print(
                $"listening: service={settings.Name} address={Written(address)} isolation={settings.Backend.Name} handler={QuotedText.WhenNeeded(settings.Handler.Name)}");
        }

        foreach (var service in _settings.Services)
        {
            if (service.Backend.Workers is { } workers)
                LogExecutable(service, workers);
        }

        _life.Serve();
    }

    // A path may have anything in it; brackets need no quotes.
    private static string Written(EndPoint address) =>
        address is IPEndPoint ? PeerFormat.Format(address) : QuotedText.WhenNeeded(PeerFormat.Format(address));

    private void LogExecutable(ServiceSettings service, ProcessSettings process)
    {
        var executable = WorkerExecutable.For(process, service.Handler);
        _log.LogInformation(
            "workers: service={Service} executable={Kind} byte-path={BytePath} path={Path}",
            service.Name, executable.Kind, process.Relays ? "relay" : "hand-off", QuotedText.WhenNeeded(executable.Path));
    }

    private void Draining(object message)
    {
        switch (message)
        {
            case Service.DrainBegun begun:
                // One that was drained alone says it again.
                if (!_begun.Add(Sender))
                    break;
                _clients += begun.Clients;
                // A server that could not start has clients of nobody to announce.
                if (_begun.Count == _services.Count && _life.Serving.IsCompleted)
                    Announce();
                break;
            case DrainNow:
                Timers.Cancel(nameof(DrainNow));
                TellAll(Service.DrainDeadline.Instance);
                break;
            case Service.CutOff { Clients: > 0 } cutOff:
                _log.LogWarning("drain deadline: service={Service} reset={Clients}", Sender.Path.Name, cutOff.Clients);
                break;
            case Service.Drained:
                _drained.Add(Sender);
                EndWhenDrained();
                break;
            case Service.CannotServe cannot:
                _log.LogError("service {Service}: {Error}", Sender.Path.Name, cannot.Error);
                break;
            case Terminated gone:
                _log.LogError("service {Service} ended while draining", gone.ActorRef.Path.Name);
                _services.Remove(gone.ActorRef);
                EndWhenDrained();
                break;
        }
    }

    private void EndWhenDrained()
    {
        if (_services.Keys.All(_drained.Contains))
            _life.Drain();
    }

    private void Announce()
    {
        if (_process.IsServers)
            _log.LogInformation("draining: connections={Connections} timeout={Timeout:0.###}s; signal again to stop now", _clients, _settings.DrainTimeout.TotalSeconds);
        else
            _log.LogInformation("draining: connections={Connections} timeout={Timeout:0.###}s", _clients, _settings.DrainTimeout.TotalSeconds);
    }

    private void NameFailure(Action action)
    {
        try
        {
            action();
        }
        catch (Exception failure)
        {
            _life.Fail($"{Self.Path.ToStringWithoutAddress()}: {FailureText.OneLine(failure)}");
            throw;
        }
    }

    private void TellAll(object message)
    {
        foreach (var service in _services.Keys)
            service.Tell(message);
    }

    /// <summary>Stop accepting and let the clients finish.</summary>
    internal sealed record Drain
    {
        public static readonly Drain Instance = new();
    }

    /// <summary>Do not wait for the clients any longer.</summary>
    internal sealed record DrainNow
    {
        public static readonly DrainNow Instance = new();
    }
}
