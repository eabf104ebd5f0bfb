using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;
using ActorServer.Monitoring;

namespace ActorServer.Admin.Metrics;

/// <summary>What the meter of the server does not say and its state does: caps, readiness, certificates, version.</summary>
internal sealed class ServerGauges : IDisposable
{
    public const string MeterName = "ActorServer.Admin";

    private readonly Meter _meter = new(MeterName);
    private readonly IMonitoredServer _server;
    private readonly LastStatus _status;

    public ServerGauges(IMonitoredServer server, LastStatus status)
    {
        _server = server;
        _status = status;
        _meter.CreateObservableGauge("actor_server.ready", () => server.NotReady is null ? 1 : 0, null, "1 while it serves, 0 while it starts, drains or a service is paused.");
        _meter.CreateObservableGauge("actor_server.max_connections", () => OfServices(service => service.MaxConnections), "{connection}", "The most connections that are served at once; 0 for no limit.");
        _meter.CreateObservableGauge("actor_server.max_waiting", () => OfServices(service => service.MaxWaiting), "{connection}", "The most clients that are held.");
        _meter.CreateObservableGauge("actor_server.max_workers", () => OfServices(service => service.Workers?.Max), "{worker}", "The most worker processes.");
        _meter.CreateObservableGauge("actor_server.service.paused", () => OfServices(service => service.State == "paused" ? 1 : 0), null, "1 while an operator has paused the service.");
        _meter.CreateObservableGauge("actor_server.certificate.not_after.timestamp", NotAfter, "s", "Until when a certificate that is served is valid, in seconds since 1970.");
        _meter.CreateObservableGauge("actor_server.build_info", BuildInfo, null, "1; the tags say which version runs on which runtime.");
    }

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<int>> OfServices(Func<ServiceStatus, int?> read)
    {
        // OTLP comes by itself, and nobody waits for the server then.
        _status.Refresh();
        foreach (var service in _status.Known?.Services ?? [])
        {
            if (read(service) is { } value)
                yield return new Measurement<int>(value, new("service", service.Name), new("isolation", service.Isolation));
        }
    }

    private IEnumerable<Measurement<long>> NotAfter() => _server.Certificates.Select(certificate => new Measurement<long>(
        certificate.NotAfter.ToUnixTimeSeconds(), new KeyValuePair<string, object?>("service", certificate.Service), new("name", certificate.Name)));

    private IEnumerable<Measurement<int>> BuildInfo() => _status.Known is { } known
        ? [new Measurement<int>(1, new KeyValuePair<string, object?>("version", known.Server.Version), new("runtime", RuntimeInformation.FrameworkDescription))]
        : [];
}
