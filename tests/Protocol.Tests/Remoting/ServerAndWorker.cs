using ActorServer.Protocol.Remoting;
using ActorServer.Protocol.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorServer.Protocol.Tests.Remoting;

/// <summary>
/// Two actor systems as a server and its workers have them: the server listens and admits, the worker only connects. The
/// test kit is the server's.
/// </summary>
public abstract class ServerAndWorker : TestKit
{
    protected const string WorkerHost = "w-1";
    protected const string Secret = "0123456789abcdef";

    protected static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly SocketDirectoryFixture _directory;
    private readonly List<ActorSystem> _workers = [];

    protected ServerAndWorker(string serverConfig = "")
        : this(new SocketDirectoryFixture(), serverConfig)
    {
    }

    private ServerAndWorker(SocketDirectoryFixture directory, string serverConfig)
        : base(ServerConfig(directory.Path, serverConfig), "server-and-worker")
    {
        _directory = directory;
        Credentials = RemotingCredentials.For(Sys);
        Credentials.Admit(WorkerHost, Secret);
    }

    internal RemotingCredentials Credentials { get; }

    protected string SocketDirectory => _directory.Path;

    protected string ServerSocket => _directory.SocketFileOf("server");

    protected static Address ServerAddress => new("akka.unix", "server-and-worker", "server", 1);

    protected static Address AddressOf(string host) => new("akka.unix", "server-and-worker", host, 1);

    /// <summary>Starts a system as a worker of that name would.</summary>
    protected TestKit StartWorker(string host = WorkerHost, string secret = Secret, string more = "")
    {
        var config = ConfigurationFactory.ParseString(more + "\nakka.loglevel = WARNING").WithFallback(ConfigOfWorker(_directory.Path, host, secret));
        var system = ActorSystem.Create("server-and-worker", BootstrapSetup.Create().WithConfig(config).And(WorkerSerialization.Setup));
        _workers.Add(system);
        return new WorkerKit(system);
    }

    /// <summary>Has the worker say something to an actor of the server that it is granted, so that the two are associated.</summary>
    protected void Associate(TestKit worker, string host = WorkerHost)
    {
        var probe = CreateTestProbe();
        Grant(probe, host);
        RemoteRef(worker.Sys, probe).Tell(Messages.Draining.Instance);
        probe.ExpectMsg<Messages.Draining>(Soon);
    }

    protected void Grant(TestProbe probe, string host = WorkerHost) => Credentials.Grant(host, probe.Ref.Path.ToStringWithoutAddress());

    /// <summary>The worker's reference to an actor of the server.</summary>
    protected static IActorRef RemoteRef(ActorSystem worker, TestProbe probe) => RemoteRef(worker, probe.Ref.Path.ToStringWithAddress(ServerAddress));

    protected static IActorRef RemoteRef(ActorSystem worker, string path) => ((ExtendedActorSystem)worker).Provider.ResolveActorRef(path);

    internal static Config ConfigOfWorker(string directory, string host, string secret) => WorkerConfig.Read(WorkerConfig.Prepare(directory), host, secret);

    protected override void AfterAll()
    {
        Task.WaitAll([.. _workers.Select(worker => worker.Terminate())], Soon);
        base.AfterAll();
        _directory.Dispose();
    }

    private static Config ServerConfig(string directory, string more) =>
        ConfigurationFactory.ParseString(more).WithFallback(RemotingConfig.ForServer(directory, ["/user/ready"]));

    private sealed class WorkerKit(ActorSystem system) : TestKit(system);
}
