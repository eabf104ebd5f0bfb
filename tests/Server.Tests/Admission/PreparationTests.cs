using ActorServer.Server.Accepting;
using ActorServer.Server.Admission;
using ActorServer.Server.Connections;
using ActorServer.Server.Settings;
using ActorServer.Server.Tests.Isolation;
using ActorServer.Serving.Handlers;
using ActorServer.Serving.Loading;
using Akka.Actor;
using Akka.Configuration;
using Akka.IO;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServer.Server.Tests.Admission;

/// <summary>A service prepares the handlers that run in the server's own process; probes play the root and the backend.</summary>
public sealed class PreparationTests : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AWhile = TimeSpan.FromMilliseconds(100);

    private readonly TestProbe _root;
    private readonly TestProbe _backend;

    public PreparationTests()
    {
        _root = CreateTestProbe("root");
        _backend = CreateTestProbe("backend");
    }

    [Fact]
    public void A_service_is_not_ready_before_its_handler_is_prepared()
    {
        StartWith("step = wait");
        _root.ExpectNoMsg(AWhile);
        PreparedHandler.GoOn.Release();
        _root.ExpectMsg<Service.BackendReady>(Patience);
    }

    [Fact]
    public void A_handler_that_fails_to_prepare_ends_the_start_with_the_reason()
    {
        StartWith("step = fail");
        Assert.EndsWith("InvalidDataException: no licence", _root.ExpectMsg<Service.CannotServe>(Patience).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_is_to_stop_meanwhile_does_not_wait_for_it()
    {
        var service = StartWith("step = for-ever");
        _root.ExpectNoMsg(AWhile);
        service.Tell(Service.Drain.Instance, _root);
        _root.ExpectMsg<Service.DrainBegun>(Patience);
        _backend.ExpectMsg<IsolationBackend.Stop>(Patience);
        Assert.True(PreparedHandler.Cancelled.Wait(Patience));
    }

    [Fact]
    public void Where_workers_prepare_it_the_service_does_not()
    {
        StartWith("step = fail", PreparationPlace.Worker);
        _root.ExpectMsg<Service.BackendReady>(Patience);
    }

    private IActorRef StartWith(string handlerSettings, PreparationPlace place = PreparationPlace.Server)
    {
        var settings = new ServiceSettings(
            "default", new ListenSettings([new ListenAddress.Internet("127.0.0.1", 0)], 16, AcceptorKind.AkkaIo), TestBackends.Settings("played", typeof(PlayedBackend), new BackendDescription { HandlersPrepare = place }),
            new HandlerSpec("prepared", LoadedHandler.Of(typeof(PreparedHandler)), "", null, handlerSettings),
            new LimitSettings(MaxConnections: 1, MaxWaiting: 1, default, TimeSpan.FromSeconds(2), default, default, default, default));
        var service = _root.ChildActorOf(
            Service.Props(settings, new ConnectionIds(), Producer<PlayedBackend>.Props(() => new PlayedBackend(_backend)), NullLogger.Instance), "service");
        _backend.ExpectMsg(PlayedBackend.Started, Patience);
        _backend.LastSender.Tell(new IsolationBackend.Ready(int.MaxValue), _backend);
        return service;
    }

    private sealed class PreparedHandler : ActorHandler, IPrepares
    {
        public static readonly SemaphoreSlim GoOn = new(0);
        public static readonly ManualResetEventSlim Cancelled = new();

        public static async Task PrepareAsync(Config settings, CancellationToken cancellation)
        {
            switch (settings.GetString("step"))
            {
                case "wait":
                    await GoOn.WaitAsync(cancellation);
                    break;
                case "fail":
                    throw new InvalidDataException("no licence");
                default:
                    cancellation.WaitHandle.WaitOne();
                    Cancelled.Set();
                    break;
            }
        }

        protected override void OnReceived(ByteString data)
        {
        }
    }
}
