using System.Collections.Concurrent;
using System.Net.Sockets;
using ActorServer.Protocol.Inbound;
using ActorServer.Protocol.Remoting;
using ActorServer.Protocol.Serialization;
using ActorServer.Tests.Shared;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorServer.Protocol.Tests.Remoting;

/// <summary>
/// Two actor systems as a server and its workers have them: the server admits and connects, the worker associates. The test
/// kit is the server's.
/// </summary>
public abstract class ServerAndWorker : TestKit
{
    protected const string WorkerHost = "w-1";

    protected static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly List<ActorSystem> _workers = [];
    private readonly ConcurrentDictionary<string, int> _ends = new();

    protected ServerAndWorker(string serverConfig = "")
        : base(ConfigurationFactory.ParseString(serverConfig).WithFallback(RemotingConfig.ForServer(["/user/ready"])), "server-and-worker")
    {
        Credentials = AdmittedHosts.For(Sys);
        Credentials.Admit(WorkerHost);
    }

    internal AdmittedHosts Credentials { get; }

    protected static Address ServerAddress => new("akka.pair", "server-and-worker", "server", 1);

    protected static Address AddressOf(string host) => new("akka.pair", "worker", host, 1);

    /// <summary>Connects an admitted host; what is returned is its end.</summary>
    protected Socket Connect(string host = WorkerHost)
    {
        var pair = new UnixSocketPair();
        Credentials.Connect(host, pair.One, () => _ends.AddOrUpdate(host, 1, (_, times) => times + 1));
        pair.Other.ReceiveTimeout = (int)Soon.TotalMilliseconds;
        return pair.Other;
    }

    /// <summary>How often it was said that nothing can come from a host any more.</summary>
    protected int EndsOf(string host = WorkerHost) => _ends.GetValueOrDefault(host);

    /// <summary>Starts a system as a worker of that name would.</summary>
    protected TestKit StartWorker(string host = WorkerHost, string more = "")
    {
        var config = ConfigurationFactory.ParseString(more + "\nakka.loglevel = WARNING").WithFallback(WorkerConfig.Read(WorkerConfig.Prepare(), host));
        var setup = BootstrapSetup.Create().WithConfig(config).And(WorkerSerialization.Setup).And(new PairSetup(Connect(host)));
        var system = ActorSystem.Create("worker", setup);
        _workers.Add(system);
        return new WorkerKit(system);
    }

    /// <summary>Has the worker say something to an actor of the server that it is granted, so that the two are associated.</summary>
    protected void Associate(TestKit worker, string host = WorkerHost)
    {
        var probe = CreateTestProbe();
        Grant(probe, host);
        RemoteRef(worker.Sys, probe).Tell(Draining.Instance);
        probe.ExpectMsg<Draining>(Soon);
    }

    protected void Grant(TestProbe probe, string host = WorkerHost) => Credentials.Grant(host, probe.Ref.Path.ToStringWithoutAddress());

    /// <summary>The worker's reference to an actor of the server.</summary>
    protected static IActorRef RemoteRef(ActorSystem worker, TestProbe probe) => RemoteRef(worker, probe.Ref.Path.ToStringWithAddress(ServerAddress));

    protected static IActorRef RemoteRef(ActorSystem worker, string path) => ((ExtendedActorSystem)worker).Provider.ResolveActorRef(path);

    protected override void AfterAll()
    {
        Task.WaitAll([.. _workers.Select(worker => worker.Terminate())], Soon);
        base.AfterAll();
    }

    private sealed class WorkerKit(ActorSystem system) : TestKit(system);
}
