using System.Net;
using System.Net.Sockets;
using ActorServer.EndToEnd.Tests.Harness;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ActorServer.Embedding.Tests;

/// <summary>An embedded server lives with the host of its application.</summary>
public sealed class HostTests
{
    [Fact]
    public async Task It_listens_when_the_host_has_started_and_not_any_more_when_it_has_stopped()
    {
        var host = HostUnderTest.Of(Echo);
        Assert.Equal((ActorServerState.Starting, 0), (host.Server.State, host.Server.Services["default"].Endpoints.Count));

        await host.StartAsync();

        Assert.Equal(ActorServerState.Serving, host.Server.State);
        var port = Assert.IsType<IPEndPoint>(Assert.Single(host.Server.Services["default"].Endpoints)).Port;
        using (var client = await host.ConnectAsync())
            Assert.Equal("hello", await client.AskAsync("hello"));

        await host.StopAsync();
        Assert.Equal(ActorServerState.Stopped, host.Server.State);
        await Assert.ThrowsAsync<SocketException>(() => Client.ConnectAsync(port));
        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_port_that_is_taken_is_the_hosts_error_and_leaves_nothing_behind()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var host = HostUnderTest.Of(server => server
            .AddService("one", service => service.Listen("127.0.0.1", 0)).AddService("other", service => service.Listen("127.0.0.1", port)));

        var error = await Assert.ThrowsAsync<ActorServerException>(host.StartAsync);

        Assert.StartsWith("service other: ", error.Message, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{port}", error.Message, StringComparison.Ordinal);
        Assert.Equal(ActorServerState.Failed, host.Server.State);
    }

    [Fact]
    public async Task Stopping_lets_clients_finish_and_cuts_off_at_the_deadline()
    {
        var host = await HostUnderTest.StartAsync(server => server
            .AddService("default", service => service.Listen("127.0.0.1", 0).Isolate(Isolation.Event).Handle("echo")).Set("shutdown.drain-timeout", TimeSpan.FromSeconds(2)));
        using var client = await host.ConnectAsync();
        Assert.Equal("hello", await client.AskAsync("hello"));

        var stopped = host.StopAsync();
        await Eventually.HoldsAsync("it drains", Deadlines.Step, () => host.Server.State == ActorServerState.Draining);
        Assert.Equal("still here", await client.AskAsync("still here"));
        Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
        await stopped;
        await host.Log.FindAsync("closed: id=c-1 service=default");
        Assert.Contains("reason=drain-deadline", (await host.Log.FindAsync("closed: ")).Text, StringComparison.Ordinal);
        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_host_that_gives_up_waiting_cuts_clients_off()
    {
        var host = await HostUnderTest.StartAsync(server => Echo(server.Set("shutdown.drain-timeout", TimeSpan.FromHours(1))));
        using var client = await host.ConnectAsync();
        Assert.Equal("hello", await client.AskAsync("hello"));
        using var impatience = new CancellationTokenSource();

        var stopped = host.Services.GetServices<IHostedService>().Last().StopAsync(impatience.Token);
        await impatience.CancelAsync();

        Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
        await stopped.WaitAsync(Deadlines.End);
        await host.DisposeAsync();
    }

    [Fact]
    public async Task The_host_waits_longer_than_the_drain_takes()
    {
        await using var host = await HostUnderTest.StartAsync(server => Echo(server.Set("shutdown.drain-timeout", TimeSpan.FromMinutes(10))));
        Assert.True(host.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout > TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task A_host_with_less_patience_drains_all_the_same()
    {
        var host = await HostUnderTest.StartAsync(builder =>
        {
            builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(1));
            builder.Services.AddActorServer(Echo);
        });
        using var client = await host.ConnectAsync();
        Assert.Equal("hello", await client.AskAsync("hello"));

        var stopped = host.StopAsync();
        await Eventually.HoldsAsync("it drains", Deadlines.Step, () => host.Server.State == ActorServerState.Draining);
        await Task.Delay(TimeSpan.FromMilliseconds(300));
        Assert.Equal("still here", await client.AskAsync("still here"));

        client.Dispose();
        await stopped;
        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_host_that_waits_longer_still_does()
    {
        await using var host = await HostUnderTest.StartAsync(builder =>
        {
            builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromHours(1));
            builder.Services.AddActorServer(Echo);
        });
        Assert.Equal(TimeSpan.FromHours(1), host.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
    }

    [Fact]
    public async Task Several_servers_of_one_host_each_have_an_actor_system_of_their_own_beside_the_applications()
    {
        await using var host = await HostUnderTest.StartAsync(builder =>
        {
            builder.Services.AddAkka("application", _ => { });
            builder.Services.AddActorServer(Echo);
            builder.Services.AddActorServer("inner", server => server.AddService("default", service => service.Listen("127.0.0.1", 0).Handle<Greeter>()));
        });

        var inner = host.Services.GetRequiredKeyedService<IActorServer>("inner");
        using var one = await host.ConnectAsync();
        using var other = await HostUnderTest.ConnectAsync(inner);
        Assert.Equal("hello there", await one.AskAsync("hello there"));
        Assert.Equal("hello", await other.ReadLineAsync());
        Assert.Equal(("", "inner"), (host.Server.Name, inner.Name));
        Assert.Equal("application", host.Services.GetRequiredService<ActorSystem>().Name);
    }

    [Fact]
    public async Task A_service_is_paused_and_resumed_from_within()
    {
        await using var host = await HostUnderTest.StartAsync(Echo);
        var service = host.Server.Services["default"];

        await service.PauseAsync();
        Assert.Equal("paused", (await service.ReadStatusAsync()).State);
        Assert.Equal("paused: default", host.Server.NotReady);

        await service.ResumeAsync();
        Assert.Null(host.Server.NotReady);
        await host.Log.FindAsync("control: action=pause service=default by=application from=code");
    }

    [Fact]
    public async Task A_server_that_does_not_run_says_so()
    {
        await using var host = HostUnderTest.Of(Echo);
        await Assert.ThrowsAsync<InvalidOperationException>(host.Server.Services["default"].PauseAsync);
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Server.Services["default"].ReadStatusAsync());
    }

    [Fact]
    public async Task A_handler_in_the_applications_process_takes_the_applications_services()
    {
        await using var host = await HostUnderTest.StartAsync(builder =>
        {
            builder.Services.AddSingleton(new Word("please"));
            builder.Services.AddActorServer(server => server.AddService("default", service => service.Listen("127.0.0.1", 0).Isolate(Isolation.Event).Handle<Asking>()));
        });
        using var client = await host.ConnectAsync();
        Assert.Equal("please", await client.ReadLineAsync());
        var said = await host.Log.FindAsync("said please");
        Assert.Equal((typeof(Asking).FullName, "default", "c-1"), (said.Category, said.Service, said.Connection));
    }

    [Theory]
    [InlineData(Isolation.Inline)]
    [InlineData(Isolation.Event)]
    [InlineData(Isolation.Thread)]
    public async Task What_a_handler_was_made_with_is_disposed_before_the_host_has_stopped(Isolation isolation)
    {
        var house = new House();
        var host = await StartAsync(house, isolation);
        using var client = await host.ConnectAsync();
        Assert.Equal("welcome to the house", await client.ReadLineAsync());
        house.Farewell = TimeSpan.FromSeconds(2);
        Assert.Equal(1, house.Inside);

        await host.StopAsync();

        Assert.Equal((0, ActorServerState.Stopped), (house.Inside, host.Server.State));
        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_disposal_without_end_is_not_waited_for_without_end()
    {
        var house = new House();
        var host = await StartAsync(house, Isolation.Event);
        using var client = await host.ConnectAsync();
        Assert.Equal("welcome to the house", await client.ReadLineAsync());
        house.Farewell = Timeout.InfiniteTimeSpan;

        await host.StopAsync();

        await host.Log.FindAsync("stop: services of connections have not been disposed in time");
        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_service_that_is_missing_is_the_hosts_error_with_its_name()
    {
        await using var host = HostUnderTest.Of(server => server.AddService("default", service => service.Listen("127.0.0.1", 0).Isolate(Isolation.Event).Handle<Asking>()));
        var error = await Assert.ThrowsAsync<ActorServerException>(host.StartAsync);
        Assert.Contains(nameof(Word), error.Message, StringComparison.Ordinal);
    }

    private static Task<HostUnderTest> StartAsync(House house, Isolation isolation) => HostUnderTest.StartAsync(builder =>
    {
        builder.Services.AddSingleton(house);
        builder.Services.AddScoped<Stay>();
        builder.Services.AddActorServer(server => server
            .AddService("default", service => service.Listen("127.0.0.1", 0).Isolate(isolation).Handle<Guest>()).Set("shutdown.drain-timeout", TimeSpan.FromMilliseconds(100)));
    });

    private static void Echo(ActorServerBuilder server) => server.AddService("default", service => service.Listen("127.0.0.1", 0).Isolate(Isolation.Event).Handle("echo"));
}
