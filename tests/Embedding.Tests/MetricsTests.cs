using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ActorServer.EndToEnd.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace ActorServer.Embedding.Tests;

/// <summary>Whoever listens to the meter <c>ActorServer</c> in the application's process, as OpenTelemetry does, hears its servers.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task The_meter_is_heard_by_its_name_and_tells_the_servers_apart()
    {
        var heard = new ConcurrentBag<string?>();
        using var listener = new MeterListener { InstrumentPublished = Enable };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => heard.Add((string?)tags.ToArray().First(tag => tag.Key == "service").Value));
        listener.Start();
        await using var host = await HostUnderTest.StartAsync(builder =>
        {
            builder.Services.AddActorServer(server => server.AddService("metered", service => service.Listen("127.0.0.1", 0)));
            builder.Services.AddActorServer("inner", server => server.AddService("metered", service => service.Listen("127.0.0.1", 0)));
        });

        foreach (var server in new[] { host.Server, host.Services.GetRequiredKeyedService<IActorServer>("inner") })
            (await HostUnderTest.ConnectAsync(server, "metered")).Dispose();

        await Eventually.HoldsAsync("both connections are heard", Deadlines.Step, () => heard.Contains("metered") && heard.Contains("inner/metered"));
    }

    private static void Enable(Instrument instrument, MeterListener listener)
    {
        if (instrument is { Meter.Name: "ActorServer", Name: "actor_server.connection.duration" })
            listener.EnableMeasurementEvents(instrument);
    }
}
