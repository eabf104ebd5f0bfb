using System.Diagnostics;
using System.Reflection;
using ActorServer.Monitoring;
using ActorServer.Server.Admission;
using ActorServer.Server.Figures;
using Akka.Actor;

namespace ActorServer.Server.Steering;

/// <summary>The server as an operator sees it. Thread-safe. Of each service it asks for one message; the rest it reads where it stands.</summary>
/// <param name="figures">What the services show of themselves.</param>
/// <param name="phase">How far the server has come.</param>
/// <param name="warnings">The log's last warnings and errors, the newest first.</param>
internal sealed class MonitoredServer(ServerFigures figures, ServerPhase phase, Func<IReadOnlyList<LogWarning>> warnings) : IMonitoredServer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // A little less than a second, or one who asks each second would every now and then see the same twice.
    private static readonly TimeSpan LiveFor = TimeSpan.FromMilliseconds(900);

    private static readonly string Version =
        typeof(MonitoredServer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    private readonly Lock _gate = new();
    private Task<LiveSnapshot>? _live;
    private long _liveSince;

    public string? NotHealthy => phase.Name is "serving" ? null : phase.Name;

    public string? NotReady => NotHealthy ?? WhyNotServing();

    public IReadOnlyList<CertificateFacts> Certificates =>
        [.. figures.Services.SelectMany(service => service.Certificates)];

    public async Task<ServerStatus> ReadStatusAsync(bool connections, bool workers, CancellationToken cancellation)
    {
        var services = await AskAllAsync(cancellation).ConfigureAwait(false);
        return new ServerStatus(
            Facts(), [.. services.Select(service => service.Seen.Status)],
            connections ? ConnectionRows.All(figures.Services) : null,
            workers ? WorkerRows.All(figures.Services) : null,
            figures.Nodes?.Rows());
    }

    public Task<ConnectionPage> ReadConnectionsAsync(ConnectionQuery query, CancellationToken cancellation) =>
        Task.Run(() => ConnectionRows.Read(figures.Services, query), cancellation);

    public Task<LiveSnapshot> ReadLiveAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_live is null || _live.IsFaulted || Stopwatch.GetElapsedTime(_liveSince) >= LiveFor)
                (_live, _liveSince) = (Task.Run(MakeLiveAsync, CancellationToken.None), Stopwatch.GetTimestamp());
            return _live.WaitAsync(cancellation);
        }
    }

    private async Task<LiveSnapshot> MakeLiveAsync()
    {
        var services = await AskAllAsync(CancellationToken.None).ConfigureAwait(false);
        return new LiveSnapshot(
            Facts(), [.. services.Select(service => LiveOf(service.Figures, service.Seen))], WorkerRows.All(figures.Services), RecentEnds(), warnings(),
            Nodes: figures.Nodes?.Rows());
    }

    private static LiveService LiveOf(ServiceFigures service, ServiceOrders.Seen seen)
    {
        var (letters, ages) = Scoreboard.Of(service);
        var minute = seen.Minute;
        return new LiveService(seen.Status, minute.Accepted, minute.Refused, minute.P50, minute.P99, minute.Bytes, letters, ages);
    }

    private IReadOnlyList<RecentEnd> RecentEnds() =>
        [.. figures.Services.SelectMany(service => EndsOf(service).Select(end => (service.Name, End: end)))
            .OrderByDescending(one => one.End.At).Take(Ended.MostKept).Select(one => one.End.Describe(one.Name))];

    private static IEnumerable<Ended> EndsOf(ServiceFigures service) =>
        service.Closed.All().Concat(service.Refused.All()).Concat(service.Workers?.Ends ?? []);

    private async Task<IReadOnlyList<(ServiceFigures Figures, ServiceOrders.Seen Seen)>> AskAllAsync(CancellationToken cancellation)
    {
        var asked = figures.Services.Select(async service => (service, await AskAsync(service, cancellation).ConfigureAwait(false)));
        return await Task.WhenAll(asked).ConfigureAwait(false);
    }

    private static async Task<ServiceOrders.Seen> AskAsync(ServiceFigures service, CancellationToken cancellation)
    {
        if (service.Service.IsNobody())
            throw new TimeoutException($"service {service.Name} does not run");
        try
        {
            return await service.Service.Ask<ServiceOrders.Seen>(ServiceOrders.Look.Instance, Patience, cancellation).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            throw new TimeoutException($"service {service.Name} has not answered within {Patience.TotalSeconds:0} s");
        }
    }

    private string? WhyNotServing()
    {
        // One that is starting has been told to serve by now, and has not come to it yet.
        var others = figures.Services.Where(service => service.State is not (ServiceState.Serving or ServiceState.Starting)).GroupBy(service => service.State).ToArray();
        return others.Length == 0 ? null : string.Join("; ", others.Select(state => $"{state.Key}: {string.Join(", ", state.Select(service => service.Name))}"));
    }

    private ServerFacts Facts() => new(Version, Environment.ProcessId, ThisProcess.StartedAt, phase.Name, Generation: 1);

    private static class ThisProcess
    {
        public static DateTimeOffset StartedAt { get; } = Read();

        private static DateTimeOffset Read()
        {
            using var process = Process.GetCurrentProcess();
            return new DateTimeOffset(process.StartTime.ToUniversalTime(), TimeSpan.Zero);
        }
    }
}
