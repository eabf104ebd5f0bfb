using System.Diagnostics;
using System.Globalization;
using ActorServer.Monitoring;
using ActorServer.Server.Admission;
using ActorServer.Server.Connections;

namespace ActorServer.Server.Steering;

/// <summary>
/// Rows of connections. What a row costs, a call of the kernel's for its bytes, is paid for those alone that are asked for, unless they are
/// sorted by what only the kernel knows.
/// </summary>
internal static class ConnectionRows
{
    /// <summary>All, in the order of arrival.</summary>
    public static IReadOnlyList<ConnectionRow> All(IEnumerable<ServiceFigures> services) => Read(services, new ConnectionQuery()).Rows;

    /// <summary>Those asked for.</summary>
    /// <exception cref="ArgumentException">There is no such field to sort by.</exception>
    public static ConnectionPage Read(IEnumerable<ServiceFigures> services, ConnectionQuery query)
    {
        var found = services
            .Where(service => query.Service is null || service.Name == query.Service)
            .SelectMany(service => service.Connections.All.Select(entry => new Seen(service.Name, entry)))
            .Where(seen => Matches(seen, query))
            .ToList();
        var sorted = Sort(found, query.SortBy, query.Descending);
        return new ConnectionPage(found.Count, [.. sorted.Skip(Math.Max(0, query.Skip)).Take(Math.Max(0, query.Take)).Select(seen => seen.Row())]);
    }

    private static bool Matches(Seen seen, ConnectionQuery query) =>
        (query.State is null || seen.State == query.State)
        && (string.IsNullOrEmpty(query.Text) || seen.Words().Any(word => word.Contains(query.Text, StringComparison.OrdinalIgnoreCase)));

    private static IEnumerable<Seen> Sort(List<Seen> found, string? by, bool descending) => by switch
    {
        null => Sort(found, seen => seen.Entry.AcceptedAt, descending),
        "id" => Sort(found, seen => (seen.Entry.Id[0], seen.Number), descending),
        "service" => Sort(found, seen => seen.Service, descending, StringComparer.Ordinal),
        "peer" => Sort(found, seen => seen.Peer, descending, StringComparer.Ordinal),
        "state" => Sort(found, seen => seen.State, descending, StringComparer.Ordinal),
        "ageSeconds" => Sort(found, seen => seen.Entry.AcceptedAt, !descending),
        "idleSeconds" => Sort(found, seen => seen.Row().IdleSeconds, descending),
        "in" => Sort(found, seen => seen.Row().In, descending),
        "out" => Sort(found, seen => seen.Row().Out, descending),
        "worker" => Sort(found, seen => seen.Entry.Worker?.Number ?? -1, descending),
        "pid" => Sort(found, seen => seen.Entry.Worker?.Pid ?? -1, descending),
        _ => throw new ArgumentException($"sort = {by} is not allowed: id, service, peer, state, ageSeconds, idleSeconds, in, out, worker, pid", nameof(by)),
    };

    private static IEnumerable<Seen> Sort<TKey>(List<Seen> found, Func<Seen, TKey> key, bool descending, IComparer<TKey>? comparer = null) =>
        (descending ? found.OrderByDescending(key, comparer) : found.OrderBy(key, comparer)).ThenBy(seen => seen.Entry.AcceptedAt);

    /// <summary>One client, whose bytes are read at most once.</summary>
    private sealed class Seen(string service, ConnectionEntry entry)
    {
        private ConnectionRow? _row;

        public string Service => service;

        public ConnectionEntry Entry => entry;

        // As they were when it was found: a row does not say one thing and match by another.
        public string State { get; } = entry.Phase switch
        {
            ConnectionPhase.Held => "held",
            ConnectionPhase.Closing => "closing",
            ConnectionPhase.Lingering => "lingering",
            _ => "open",
        };

        public string Peer => PeerFormat.Format(entry.Peer);

        public long Number => long.Parse(entry.Id.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture);

        public IEnumerable<string> Words()
        {
            yield return entry.Id;
            yield return Peer;
            yield return State;
            if (entry.Worker is not { } worker)
                yield break;
            yield return worker.Number.ToString(CultureInfo.InvariantCulture);
            yield return worker.Pid.ToString(CultureInfo.InvariantCulture);
        }

        public ConnectionRow Row() => _row ??= Make();

        private ConnectionRow Make()
        {
            var (bytesIn, bytesOut) = entry.ReadBytes();
            var worker = entry.Worker;
            return new ConnectionRow(
                entry.Id, service, Peer, State, Stopwatch.GetElapsedTime(entry.AcceptedAt).TotalSeconds, entry.Idle.TotalSeconds, bytesIn, bytesOut,
                worker?.Number, worker?.Pid);
        }
    }
}
