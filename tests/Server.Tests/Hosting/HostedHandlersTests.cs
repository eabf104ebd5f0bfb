using System.Net.Sockets;
using System.Text;
using ActorServer.Server.Hosting;
using ActorServer.Server.Output;
using ActorServer.Server.Tests.Configuration;
using ActorServer.Server.Tests.Output;
using ActorServer.Server.Tests.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Tests.Hosting;

/// <summary>Handlers of either kind get the host's services in each model that runs them in the server's process.</summary>
public sealed class HostedHandlersTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("hosted").FullName;
    private readonly PlayedDescriptor _error = new();
    private readonly ServerLife _life = new();
    private readonly OutputWriter _writer;

    public HostedHandlersTests() => _writer = new OutputWriter("test", _error, _ => { });

    private string Socket => Path.Combine(_directory, "s");

    public static TheoryData<string, string> KindsAndModels()
    {
        var all = new TheoryData<string, string>();
        foreach (var model in new[] { "inline", "event", "thread" })
        {
            all.Add("Greeting", model);
            all.Add("StreamGreeting", model);
        }

        return all;
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [MemberData(nameof(KindsAndModels))]
    public async Task They_get_services_options_settings_and_a_log(string kind, string model)
    {
        using var host = HostOf(kind, model, services => services.AddSingleton<GreetingHandlers.IGreeter, Counting>());
        await host.StartAsync();
        Assert.False(_life.Failed.IsCompleted);

        Assert.Equal("1. dear Anna!\n", await SayAsync("Anna"));
        Assert.Equal("2. dear Ben!\n", await SayAsync("Ben"));

        // Of the trial at the start, and of each of both.
        var visits = host.Services.GetRequiredService<GreetingHandlers.Visits>();
        await Children.Eventually(() => visits.Count == 3, "what was made for the connections is disposed");
        await host.StopAsync();
        Assert.Equal(3, visits.Count);
        _writer.Close(Children.Patience);
        Assert.Contains($"GreetingHandlers.{kind}[0] greeted True service=default connection=c-1\n", _error.Written, StringComparison.Ordinal);
        Assert.Contains($"GreetingHandlers.{kind}[0] greeted True service=default connection=c-2\n", _error.Written, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("event")]
    [InlineData("thread")]
    public async Task A_service_that_is_missing_is_why_the_server_does_not_start(string model)
    {
        using var host = HostOf("Greeting", model, _ => { });
        await host.StartAsync();
        Assert.Equal(
            $"service default: handler {typeof(GreetingHandlers.Greeting).FullName}: no service for IGreeter (parameter greeter)",
            await _life.Failed.WaitAsync(Children.Patience));
        await host.StopAsync();
    }

    [Fact]
    public async Task So_is_one_that_cannot_be_made()
    {
        using var host = HostOf("Greeting", "thread", services => services.AddSingleton<GreetingHandlers.IGreeter, Broken>());
        await host.StartAsync();
        Assert.Equal(
            $"service default: handler {typeof(GreetingHandlers.Greeting).FullName}: the service IGreeter (parameter greeter) cannot be made: InvalidDataException: no voice",
            await _life.Failed.WaitAsync(Children.Patience));
        await host.StopAsync();
    }

    private IHost HostOf(string kind, string model, Action<IServiceCollection> register)
    {
        var settings = TestSettings.Of($$"""
            actor-server.services.default {
              isolation = {{model}}
              handler { type = "ActorServer.Server.Tests.Hosting.GreetingHandlers+{{kind}}, ActorServer.Server.Tests", end = "!" }
              listen.addresses = ["unix:{{Socket}}"]
            }
            """);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddProvider(new StreamLoggerProvider(_writer));
        builder.Services.AddSingleton(LogControl.Everything());
        builder.Services.AddSingleton<GreetingHandlers.Visits>().AddScoped<GreetingHandlers.Visit>();
        builder.Services.Configure<GreetingHandlers.Manner>(manner => manner.Address = "dear");
        register(builder.Services);
        builder.Services.AddServer(settings, _life);
        return builder.Build();
    }

    private async Task<string> SayAsync(string name)
    {
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(Socket)).WaitAsync(Children.Patience);
        await client.SendAsync(Encoding.UTF8.GetBytes(name + "\n"));
        await using var stream = new NetworkStream(client);
        client.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync().WaitAsync(Children.Patience);
    }

    private sealed class Counting : GreetingHandlers.IGreeter
    {
        private int _count;

        public string Next() => $"{++_count}.";
    }

    private sealed class Broken : GreetingHandlers.IGreeter
    {
        public Broken() => throw new InvalidDataException("no voice");

        public string Next() => "";
    }
}
