using ActorServer.Monitoring;

namespace ActorServer.Control.Top;

/// <summary>
/// The one word on top and its reason, found as the status page finds it (docs/status-page.md): draining, failing, busy, well. What has
/// happened is seen by the counters of the last minute.
/// </summary>
internal sealed class Verdict
{
    private const int Minute = 60;
    private const int FailuresAtLeast = 3;
    private const double FailingShare = 0.01;

    private static readonly string[] Failures = ["handler-failed", "worker-died", "worker-unavailable"];

    private readonly Dictionary<string, Queue<Counters>> _past = new(StringComparer.Ordinal);
    private (int, DateTimeOffset) _process;

    /// <summary>Takes note of a snapshot, one a second. The counters of another process do not compare.</summary>
    public void See(LiveSnapshot snapshot)
    {
        var process = (snapshot.Server.Pid, snapshot.Server.StartedAt);
        if (process != _process)
            _past.Clear();
        _process = process;
        foreach (var service in snapshot.Services)
        {
            if (!_past.TryGetValue(service.Status.Name, out var past))
                _past[service.Status.Name] = past = new Queue<Counters>();
            past.Enqueue(Counters.Of(service.Status));
            if (past.Count > Minute + 1)
                past.Dequeue();
        }
    }

    /// <summary>The word and why.</summary>
    public (string Word, string Reason) Of(LiveSnapshot snapshot)
    {
        var served = snapshot.Services.Sum(service => (long)service.Status.Served);
        var left = served + snapshot.Services.Sum(service => (long)service.Status.Held);
        if (snapshot.Server.State == "draining")
            return ("draining", $"the server ends when {Clients(left)} {(left == 1 ? "has" : "have")} finished");
        var whose = snapshot.Services.Count > 1;
        if (First(service => Failing(service, whose)) is { } failing)
            return ("failing", failing);
        if (First(service => Draining(service.Status)) is { } draining)
            return ("draining", draining);
        if (First(Busy) is { } busy)
            return ("busy", busy);
        if (snapshot.Server.State == "starting")
            return ("busy", "the server is starting");
        return ("well", served > 0 ? $"{Clients(served)} served, nobody waits" : "nobody is connected");

        string? First(Func<LiveService, string?> says) => snapshot.Services.Select(says).FirstOrDefault(reason => reason is not null);
    }

    private static string? Draining(ServiceStatus service) =>
        service.State == "draining" ? $"{Name(service)} takes nobody new, {Clients((long)service.Served + service.Held)} left" : null;

    private static string Name(ServiceStatus service) => Figures.Plain(service.Name);

    private static string Clients(long number) => $"{Figures.Count(number)} {(number == 1 ? "client" : "clients")}";

    private string? Failing(LiveService service, bool whose)
    {
        var past = LastMinute(service.Status.Name);
        var name = whose ? $"{Name(service.Status)}: " : "";
        if (past.Failed >= FailuresAtLeast && past.Failed >= FailingShare * past.Ended)
            return $"{name}{Figures.Count(past.Failed)} of {Clients(past.Ended)} failed in the last minute";
        return past.Died >= FailuresAtLeast && past.Died >= FailingShare * past.Started ? $"{name}{Figures.Count(past.Died)} workers died in the last minute" : null;
    }

    private string? Busy(LiveService service)
    {
        var status = service.Status;
        var refused = LastMinute(status.Name).Refused;
        if (status.State == "paused")
            return $"{Name(status)} is paused, new clients wait";
        var turnedAway = refused == 0 ? "" : $"{(service.RefusedRate > 0 ? $"{Figures.Rate(service.RefusedRate)}/s" : $"{Figures.Count(refused)} in the last minute")} refused";
        var andTurnedAway = refused == 0 ? "" : $", {turnedAway}";
        if (status.Served >= Figures.Cap(status))
            return $"{Name(status)} is full, {Figures.Count(status.Held)} wait{andTurnedAway}";
        if (status.Held > 0)
            return $"{Name(status)}: {Figures.Count(status.Held)} wait for a place{andTurnedAway}";
        if (refused > 0)
            return $"{Name(status)}: {turnedAway}";
        return status.State == "starting" ? $"{Name(status)} is starting" : null;
    }

    private Counters LastMinute(string service) =>
        _past.TryGetValue(service, out var past) && past.Count > 0 ? past.Last().Since(past.Peek()) : default;

    private readonly record struct Counters(long Failed, long Ended, long Refused, long Died, long Started)
    {
        public static Counters Of(ServiceStatus service)
        {
            var refused = service.RefusedTotal.Values.Sum();
            var failed = Failures.Sum(reason => service.ClosedTotal.GetValueOrDefault(reason) + service.RefusedTotal.GetValueOrDefault(reason));
            return new Counters(failed, service.ClosedTotal.Values.Sum() + refused, refused, service.Workers?.DiedTotal ?? 0, service.Workers?.StartedTotal ?? 0);
        }

        public Counters Since(Counters before) =>
            new(Failed - before.Failed, Ended - before.Ended, Refused - before.Refused, Died - before.Died, Started - before.Started);
    }
}
