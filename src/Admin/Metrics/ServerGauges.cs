using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;
using ActorServer.Monitoring;

namespace ActorServer.Admin.Metrics;

/// <summary>What the meter of the server does not say and its state does: caps, readiness, certificates, nodes, version.</summary>
internal sealed class ServerGauges : IDisposable
{
    public const string MeterName = "ActorServer.Admin";

    private readonly Meter _meter = new(MeterName);
    private readonly IMonitoredServer _server;
    private readonly LastStatus _status;

    // What was once measured is exported with its last value as long as nothing else is said of it.
    private readonly HashSet<string> _nodesSeen = [];

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
        _meter.CreateObservableGauge("actor_server.cluster.nodes", NodesByState, "{node}", "Nodes of the cluster as this server sees them, itself included.");
        _meter.CreateObservableGauge("actor_server.cluster.legs", Legs, "{connection}", "Clients of this server that another node serves, and the other way round.");
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

    private IEnumerable<Measurement<int>> NodesByState()
    {
        _status.Refresh();
        return _status.Known?.Nodes is { } nodes
            ? NodeRow.States.Select(state => new Measurement<int>(nodes.Count(node => node.State == state), new KeyValuePair<string, object?>("state", state)))
            : [];
    }

    private List<Measurement<int>> Legs()
    {
        var measured = new List<Measurement<int>>();
        if (_status.Known?.Nodes is not { } nodes)
            return measured;
        foreach (var node in nodes.Where(node => !node.IsSelf))
            Measure(node.Name, node.LegsThere, node.LegsHere);
        foreach (var gone in _nodesSeen.Except(nodes.Select(node => node.Name)))
            Measure(gone, 0, 0);
        _nodesSeen.UnionWith(nodes.Where(node => !node.IsSelf).Select(node => node.Name));
        return measured;

        void Measure(string node, int there, int here)
        {
            measured.Add(new Measurement<int>(there, new("node", node), new("direction", "there")));
            measured.Add(new Measurement<int>(here, new("node", node), new("direction", "here")));
        }
    }

    private IEnumerable<Measurement<int>> BuildInfo() => _status.Known is { } known
        ? [new Measurement<int>(1, new KeyValuePair<string, object?>("version", known.Server.Version), new("runtime", RuntimeInformation.FrameworkDescription))]
        : [];
}
