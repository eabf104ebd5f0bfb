using ActorServer.UnixSocket;
using Akka.Actor;
using Akka.Configuration;

namespace ActorServer.Transport.Tests;

/// <summary>Two plain actor systems on one machine, set up as docs/transport.md says.</summary>
public sealed class PlainSystemsTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly string _directory = Directory.CreateTempSubdirectory("plain-").FullName;
    private readonly List<ActorSystem> _systems = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Task.WhenAll(_systems.Select(system => system.Terminate()));
        Assert.Empty(Directory.GetFileSystemEntries(_directory));
        Directory.Delete(_directory);
    }

    [Fact]
    public async Task Should_exchange_messages_both_ways()
    {
        var (orders, billing) = (Start("orders"), Start("billing"));
        billing.ActorOf(Props.Create(() => new Echo()), "echo");
        orders.ActorOf(Props.Create(() => new Echo()), "echo");
        Assert.Equal("hello", await orders.ActorSelection("akka.unix://billing@billing:1/user/echo").Ask<string>("hello", Soon));
        Assert.Equal("hello", await billing.ActorSelection("akka.unix://orders@orders:1/user/echo").Ask<string>("hello", Soon));
    }

    [Fact]
    public async Task Should_watch_and_deploy()
    {
        var (orders, _) = (Start("orders"), Start("billing"));
        var billing = Address.Parse("akka.unix://billing@billing:1");
        var deployed = orders.ActorOf(Props.Create<Echo>().WithDeploy(new Deploy(new RemoteScope(billing))), "deployed");
        Assert.Equal("hello", await deployed.Ask<string>("hello", Soon));
        Assert.Equal(billing, deployed.Path.Address);
        Assert.True(await deployed.GracefulStop(Soon));
    }

    [Fact]
    public async Task Should_go_on_beside_TCP_and_when_the_other_system_comes_again()
    {
        var orders = Start("orders", "enabled-transports = [\"akka.remote.unix-socket\", \"akka.remote.dot-netty.tcp\"]\ndot-netty.tcp.port = 0\nretry-gate-closed-for = 100ms");
        for (var times = 0; times < 2; times++)
        {
            var billing = Start("billing");
            billing.ActorOf(Props.Create(() => new Echo()), "echo");
            await AskUntilAnswered(orders.ActorSelection("akka.unix://billing@billing:1/user/echo"));
            await billing.Terminate();
        }
    }

    [Fact]
    public async Task A_system_that_does_not_listen_should_be_answered_over_what_it_opened()
    {
        var (orders, billing) = (Start("orders"), Start("billing", "unix-socket.listen = off"));
        orders.ActorOf(Props.Create(() => new Echo()), "echo");
        Assert.False(File.Exists(Path.Combine(_directory, "billing.sock")));
        Assert.Equal("hello", await billing.ActorSelection("akka.unix://orders@orders:1/user/echo").Ask<string>("hello", Soon));
    }

    [Fact]
    public void Every_setting_should_stand_in_the_reference()
    {
        var block = UnixSocketTransport.DefaultConfig.GetConfig("akka.remote.unix-socket");
        string[] keys =
        [
            "applied-adapters", "directory", "handshake-timeout", "host-name", "listen", "maximum-frame-size",
            "send-queue-bytes", "transport-class",
        ];
        Assert.Equal(keys, block.AsEnumerable().Select(setting => setting.Key).Order(StringComparer.Ordinal));
    }

    // What is sent to a system that has gone is lost, as with any transport.
    private static async Task AskUntilAnswered(ActorSelection selection)
    {
        using var deadline = new CancellationTokenSource(Soon);
        while (true)
        {
            try
            {
                await selection.Ask<string>("hello", TimeSpan.FromMilliseconds(500));
                return;
            }
            catch (AskTimeoutException) when (!deadline.IsCancellationRequested)
            {
                // It is not there yet.
            }
        }
    }

    private ActorSystem Start(string name, string remote = "")
    {
        var config = ConfigurationFactory.ParseString(
            $$"""
            akka {
              loglevel = ERROR
              actor.provider = remote
              remote {
                enabled-transports = ["akka.remote.unix-socket"]
                unix-socket {
                  directory = "{{_directory}}"
                  host-name = "{{name}}"
                }
                {{remote}}
              }
            }
            """);
        var system = ActorSystem.Create(name, config.WithFallback(UnixSocketTransport.DefaultConfig));
        _systems.Add(system);
        return system;
    }

    private sealed class Echo : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }
}
