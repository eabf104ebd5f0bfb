using System.Net;
using System.Net.Sockets;
using ActorServer.Handlers;
using ActorServer.Monitoring;
using ActorServer.Server.Accepting;
using ActorServer.Server.Admission;
using ActorServer.Server.Connections;
using ActorServer.Server.Settings;
using ActorServer.Server.Steering;
using ActorServer.Server.Tests.Admission;
using ActorServer.Server.Tests.Isolation;
using ActorServer.Serving.Handlers;
using ActorServer.Serving.Loading;
using ActorServer.Tests.Shared;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorServer.Server.Tests.Steering;

/// <summary>A service that is seen and steered. Clients are real sockets; probes play the root, the backend and the handlers.</summary>
public abstract class SteeredService : TestKit
{
    private protected static readonly TimeSpan Patience = SocketPair.Patience;
    private protected static readonly TimeSpan AWhile = TimeSpan.FromMilliseconds(100);
    private protected static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(30);
    private protected static readonly Operator Somebody = new("token", "127.0.0.1:5000");

    private readonly List<Socket> _clients = [];
    private readonly IActorRef _played;

    private protected SteeredService(AcceptorKind acceptor, int maxConnections = 1, int maxWaiting = 1, TimeSpan queueTimeout = default)
        : base(AkkaIoAcceptor.AkkaConfig)
    {
        Root = CreateTestProbe("root");
        Backend = CreateTestProbe("backend");
        var limits = new LimitSettings(maxConnections, maxWaiting, queueTimeout, TimeSpan.FromSeconds(2), default, default, default, default);
        var settings = new ServiceSettings(
            "default", new ListenSettings([new ListenAddress.Internet("127.0.0.1", 0)], 16, acceptor), TestBackends.Settings("played", typeof(PlayedBackend)),
            new HandlerSpec("echo", LoadedHandler.Of(typeof(EchoHandler)), "", null, ""), limits);
        Figures = new ServerFigures([settings]);
        Control = new ServerControl(
            Figures, new ServerActions(() => new ControlOutcome.Done(), (_, _) => new ControlOutcome.Done(), DrainTimeout), Written);
        Server = new MonitoredServer(Figures, new ServerPhase(() => true, () => false), () => []);
        Steered = Root.ChildActorOf(
            Service.Props(settings, new ConnectionIds(), Producer<PlayedBackend>.Props(() => new PlayedBackend(Backend)), Written, figures: Figures.Services[0]), "service");
        Backend.ExpectMsg<string>(started => started == PlayedBackend.Started, Patience);
        _played = Backend.LastSender;
    }

    private protected RecordedLog Written { get; } = new();

    private protected TestProbe Root { get; }

    private protected TestProbe Backend { get; }

    private protected IActorRef Steered { get; }

    private protected ServerFigures Figures { get; }

    private protected ServerControl Control { get; }

    private protected MonitoredServer Server { get; }

    private protected IPEndPoint Address { get; private set; } = new(IPAddress.Loopback, 0);

    private protected async Task<ServiceStatus> StatusAsync() => Assert.Single((await Server.ReadStatusAsync(connections: false, workers: false, default)).Services);

    private protected async Task<IReadOnlyList<ConnectionRow>> RowsAsync() => (await Server.ReadStatusAsync(connections: true, workers: true, default)).Connections!;

    /// <summary>Waits until the service is so.</summary>
    private protected async Task<ServiceStatus> AwaitAsync(Func<ServiceStatus, bool> condition)
    {
        var deadline = DateTime.UtcNow + Patience;
        var status = await StatusAsync();
        for (; !condition(status); status = await StatusAsync())
        {
            Assert.True(DateTime.UtcNow < deadline, status.ToString());
            await Task.Delay(10);
        }

        return status;
    }

    private protected void Open()
    {
        Say(new IsolationBackend.Ready(int.MaxValue));
        Root.ExpectMsg<Service.BackendReady>(Patience);
        Steered.Tell(Service.Bind.Instance, Root);
        Address = (IPEndPoint)Root.ExpectMsg<Service.Bound>(Patience).Addresses[0];
        Steered.Tell(Service.Open.Instance, Root);
    }

    private protected Socket Connect()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = (int)Patience.TotalMilliseconds };
        _clients.Add(client);
        client.Connect(Address);
        return client;
    }

    /// <summary>The next client is served: a handler registers, and says that it has ended when its connection is over.</summary>
    private protected string Serve()
    {
        var serving = Backend.ExpectMsg<IsolationBackend.Serve>(Patience);
        var handler = CreateTestProbe();
        serving.Connection.Tell(new Tcp.Register(handler, keepOpenOnPeerClosed: true), handler);
        serving.Connection.Tell(Tcp.ResumeReading.Instance, handler);
        return serving.Info.Id;
    }

    private protected void Say(object message) => _played.Tell(message, Backend);

    protected override void AfterAll()
    {
        base.AfterAll();
        foreach (var client in _clients)
            client.Dispose();
    }
}
