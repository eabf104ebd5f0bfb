using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorServer.Embedding.Tests;

/// <summary>What handlers print has one way in a process, and the server that was started last has it: no other may start meanwhile.</summary>
[Collection(Alone)]
public sealed class OutputTests
{
    private const string Alone = "the only servers of this process";

    [Fact]
    public async Task What_it_says_and_what_handlers_print_goes_to_the_applications_log()
    {
        await using var host = await HostUnderTest.StartAsync(builder => builder.Services.AddActorServer(
            "inner", server => server.AddService("default", service => service.Listen("127.0.0.1", 0).Handle<Greeter>())));
        var listening = await host.Log.FindAsync("listening: service=default address=127.0.0.1:");
        using var client = await HostUnderTest.ConnectAsync(host.Services.GetRequiredKeyedService<IActorServer>("inner"));

        Assert.Equal((LogLevel.Information, "ActorServer.inner.Output"), (listening.Level, listening.Category));
        Assert.Equal("ActorServer.inner.Output", (await host.Log.FindAsync("greeted c-1")).Category);
        Assert.Equal("ActorServer.inner", (await host.Log.FindAsync("opened: id=c-1")).Category);
    }

    [Fact]
    public async Task Of_several_servers_the_last_one_has_what_handlers_print_until_it_stops()
    {
        await using var first = await StartAsync("first");
        var second = await StartAsync("second");
        using (await HostUnderTest.ConnectAsync(first.Services.GetRequiredKeyedService<IActorServer>("first")))
            Assert.Equal("ActorServer.second.Output", (await second.Log.FindAsync("greeted c-1")).Category);

        await second.DisposeAsync();
        using (await HostUnderTest.ConnectAsync(first.Services.GetRequiredKeyedService<IActorServer>("first")))
            Assert.Equal("ActorServer.first.Output", (await first.Log.FindAsync("greeted c-2")).Category);
    }

    private static Task<HostUnderTest> StartAsync(string name) => HostUnderTest.StartAsync(builder => builder.Services.AddActorServer(
        name, server => server.AddService("default", service => service.Listen("127.0.0.1", 0).Handle<Greeter>())));

    /// <summary>Runs when all others have run.</summary>
    [CollectionDefinition(Alone, DisableParallelization = true)]
    public sealed class Definition;
}
