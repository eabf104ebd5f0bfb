using System.Net;
using ActorServer.Server.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorServer.Embedding.Tests;

/// <summary>The ways in which an embedded server is configured: they mean the same, and what is wrong is the error with which the host does not start.</summary>
public sealed class ConfigurationTests
{
    private const string Path = "actor-server.services.default.limits.max-connections";

    [Fact]
    public async Task What_is_wrong_in_code_is_the_hosts_error()
    {
        var error = await ErrorAsync(server => server.AddService("default", service => service.Listen("127.0.0.1", 0).Set("limits.max-connections", 0)));
        Assert.Equal($"{Path} = 0 in the application's code is not allowed: a whole number from 1 on", error);
    }

    [Fact]
    public async Task What_is_wrong_in_a_section_is_the_same_error()
    {
        var error = await ErrorAsync(server => server.AddConfiguration(Section(("services:default:limits:max-connections", "0"))));
        Assert.Equal($"{Path} = 0 in the configuration section ActorServer is not allowed: a whole number from 1 on", error);
    }

    [Fact]
    public async Task What_is_wrong_in_HOCON_is_the_same_error()
    {
        var error = await ErrorAsync(server => server.AddHocon($"{Path} = 0"));
        Assert.Equal($"{Path} = 0 in HOCON in the application's code is not allowed: a whole number from 1 on", error);
    }

    [Fact]
    public async Task An_unknown_key_is_an_error_that_suggests_the_nearest()
    {
        var error = await ErrorAsync(server => server.AddConfiguration(Section(("services:default:limits:max-conections", "7"))));
        Assert.Contains("unknown key actor-server.services.default.limits.max-conections = 7 in the configuration section ActorServer", error, StringComparison.Ordinal);
        Assert.EndsWith($"did you mean {Path}?", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_a_service_is_an_error_that_names_what_it_was_told() => Assert.Equal(
        "the server has no service: AddService adds one in code, actor-server.services.NAME in HOCON, services:NAME in the section; it was told the configuration section ActorServer",
        await ErrorAsync(server => server.AddConfiguration(Section())));

    [Fact]
    public async Task A_file_that_is_not_there_is_an_error_that_says_who_asked_for_it()
    {
        var error = await ErrorAsync(server => server.AddHoconFile("nowhere.conf"));
        Assert.StartsWith("AddHoconFile(\"nowhere.conf\"): the file cannot be read: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_class_that_is_no_handler_is_an_error()
    {
        var error = await ErrorAsync(server => server.AddService("default", service => service.Handle<ConfigurationTests>()));
        Assert.Contains("ActorServer.Embedding.Tests.ConfigurationTests is not a handler", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_error_names_one_of_several_servers()
    {
        await using var host = HostUnderTest.Of(builder => builder.Services.AddActorServer("inner", server => server.AddService("default", service => service.Isolate("none"))));
        var error = await Assert.ThrowsAsync<ConfigurationError>(host.StartAsync);
        Assert.StartsWith("server inner: actor-server.services.default.isolation = none in the application's code is not allowed: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_the_host_has_started_when_the_configuration_is_wrong()
    {
        var other = new Recorded();
        await using var host = HostUnderTest.Of(builder =>
        {
            builder.Services.AddSingleton<IHostedService>(other);
            builder.Services.AddActorServer(server => server.Set("nothing", 1));
        });
        await Assert.ThrowsAsync<ConfigurationError>(host.StartAsync);
        Assert.False(other.HasStarted);
    }

    [Fact]
    public async Task What_is_said_later_wins_whoever_says_it()
    {
        await using var host = await HostUnderTest.StartAsync(server => server
            .AddHocon("actor-server.services.default { listen.port = 0, limits { max-connections = 1, max-waiting = 1 } }")
            .AddService("default", service => service.Set("limits.max-connections", 2).Set("limits.max-waiting", 2))
            .AddConfiguration(Section(("services:default:limits:max-connections", "3"))));
        var status = await host.Server.Services["default"].ReadStatusAsync();
        Assert.Equal((3, 2), (status.MaxConnections, status.MaxWaiting));
    }

    [Fact]
    public async Task Said_in_two_places_of_one_server_it_is_one_server()
    {
        await using var host = await HostUnderTest.StartAsync(builder =>
        {
            builder.Services.AddActorServer(server => server.AddService("one", service => service.Listen("127.0.0.1", 0)));
            builder.Services.AddActorServer(server => server.AddService("other", service => service.Listen("127.0.0.1", 0)));
        });
        Assert.Equal(["one", "other"], host.Server.Services.Keys);
    }

    [Fact]
    public async Task Arrays_of_a_section_are_lists_and_a_key_of_the_environment_is_one_with_hyphens()
    {
        await using var host = await HostUnderTest.StartAsync(server => server.AddConfiguration(Section(
            ("services:default:listen:addresses:0", "127.0.0.1:0"),
            ("services:default:listen:addresses:1", "[::1]:0"),
            ("services:default:access:deny", "[]"),
            ("services:default:limits:max-connections", "3"),
            ("services:default:LIMITS:MAX_CONNECTIONS", "4"))));
        var status = await host.Server.Services["default"].ReadStatusAsync();
        Assert.Equal((2, 4), (status.Addresses.Count, status.MaxConnections));
    }

    [Fact]
    public async Task What_the_environment_says_of_a_handler_is_its_type_and_its_own_keys_as_they_are_written()
    {
        await using var host = await HostUnderTest.StartAsync(server => server.AddConfiguration(Section(
            ("services:default:listen:port", "0"),
            ("services:default:HANDLER:TYPE", $"{typeof(Greeter).FullName}, {typeof(Greeter).Assembly.GetName().Name}"),
            ("services:default:HANDLER:GREETING", "good day"))));
        using var client = await host.ConnectAsync();
        Assert.Equal("good day", await client.ReadLineAsync());
    }

    [Fact]
    public async Task What_the_environment_says_of_a_handler_is_its_path_too()
    {
        var error = await ErrorAsync(server => server.AddConfiguration(Section(("services:default:HANDLER:TYPE", "No.Such, Nowhere"), ("services:default:HANDLER:PATH", "/nowhere"))));
        Assert.StartsWith("actor-server.services.default.handler.path = /nowhere in the configuration section ActorServer is not allowed: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_section_is_read_when_the_host_starts()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection().Build();
        await using var host = HostUnderTest.Of(server => server.AddConfiguration(configuration.GetSection("ActorServer")));
        configuration["ActorServer:services:default:listen:port"] = "0";
        configuration["ActorServer:services:default:limits:max-connections"] = "3";
        await host.StartAsync();
        Assert.Equal(3, (await host.Server.Services["default"].ReadStatusAsync()).MaxConnections);
    }

    [Fact]
    public async Task A_handler_gets_its_own_keys_as_they_are_written()
    {
        await using var host = await HostUnderTest.StartAsync(server => server.AddService(
            "default", service => service.Listen("127.0.0.1", 0).Handle<Greeter>().Set("handler.GREETING", "good day").Set("limits.idle-timeout", TimeSpan.FromMinutes(5))));
        using var client = await host.ConnectAsync();
        Assert.Equal("good day", await client.ReadLineAsync());
    }

    [Fact]
    public void A_value_that_no_setting_can_have_is_refused_at_once() =>
        Assert.Throws<ArgumentException>(() => HostUnderTest.Of(server => server.Set("shutdown.drain-timeout", IPAddress.Loopback)));

    [Fact]
    public async Task What_concerns_the_whole_process_is_the_applications_and_the_log_says_so()
    {
        await using var host = await HostUnderTest.StartAsync(server => server
            .AddService("default", service => service.Listen("127.0.0.1", 0)).Set("log.level", "debug").Set("cultures", "system"));
        await host.Log.FindAsync("actor-server.log changes nothing in an embedded server");
        await host.Log.FindAsync("actor-server.cultures changes nothing in an embedded server");
    }

    private static async Task<string> ErrorAsync(Action<ActorServerBuilder> server)
    {
        await using var host = HostUnderTest.Of(server);
        return (await Assert.ThrowsAsync<ConfigurationError>(host.StartAsync)).Message;
    }

    private static IConfigurationSection Section(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>($"ActorServer:{setting.Key}", setting.Value)))
        .Build().GetSection("ActorServer");

    private sealed class Recorded : IHostedService
    {
        public bool HasStarted { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            HasStarted = true;
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
