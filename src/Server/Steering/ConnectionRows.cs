using System.Diagnostics;
using System.Globalization;
using ActorServer.Monitoring;
using ActorServer.Server.Admission;
using ActorServer.Server.Connections;

namespace ActorServer.Server.Steering;

/// <summary>
/// Rows of connections. What a row costs, a call of the kernel's for its bytes, is paid for those alone that are asked for: they are sorted
/// by the bytes that were last seen, at most as long ago as the time between two looks of a connection's deadlines.
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
            .SelectMany(service => service.Connections.All.Select(entry => new Seen(service, entry, entry.Phase)))
            .Where(seen => Matches(seen, query))
            .ToList();
        var sorted = Sort(found, query.SortBy, query.Descending);
        return new ConnectionPage(found.Count, [.. sorted.Skip(Math.Max(0, query.Skip)).Take(Math.Max(0, query.Take)).Select(seen => seen.Row())]);
    }

    private static bool Matches(Seen seen, ConnectionQuery query) =>
        (query.State is null || seen.State == query.State)
        && (query.Place is null || seen.Place == query.Place)
        && (string.IsNullOrEmpty(query.Text) || seen.Contains(query.Text));

    private static IEnumerable<Seen> Sort(List<Seen> found, string? by, bool descending) => by switch
    {
        null => Sort(found, seen => seen.Entry.AcceptedAt, descending),
        "id" => Sort(found, seen => (seen.Entry.Id[0], seen.Number), descending),
        "service" => Sort(found, seen => seen.Of.Name, descending, StringComparer.Ordinal),
        "peer" => Sort(found, seen => seen.Entry.PeerText, descending, StringComparer.Ordinal),
        "state" => Sort(found, seen => seen.State, descending, StringComparer.Ordinal),
        "ageSeconds" => Sort(found, seen => seen.Entry.AcceptedAt, !descending),
        "idleSeconds" => Sort(found, seen => seen.Entry.Idle, descending),
        "in" => Sort(found, seen => seen.Entry.LastIn, descending),
        "out" => Sort(found, seen => seen.Entry.LastOut, descending),
        "worker" => Sort(found, seen => seen.Entry.Worker?.Number ?? -1, descending),
        "pid" => Sort(found, seen => seen.Entry.Worker?.Pid ?? -1, descending),
        _ => throw new ArgumentException($"sort = {by} is not allowed: id, service, peer, state, ageSeconds, idleSeconds, in, out, worker, pid", nameof(by)),
    };

    private static IEnumerable<Seen> Sort<TKey>(List<Seen> found, Func<Seen, TKey> key, bool descending, IComparer<TKey>? comparer = null) =>
        (descending ? found.OrderByDescending(key, comparer) : found.OrderBy(key, comparer)).ThenBy(seen => seen.Entry.AcceptedAt);

    /// <summary>One client. What it does is told as it was when it was found, so that no row says one thing and matches by another.</summary>
    private readonly record struct Seen(ServiceFigures Of, ConnectionEntry Entry, ConnectionPhase Phase)
    {
        /// <summary>Where the scoreboard shows connections.</summary>
        public int? Place => Of.Workers is null && Phase != ConnectionPhase.Held ? Entry.Place : null;

        public string State => Phase switch
        {
            ConnectionPhase.Held => "held",
            ConnectionPhase.Closing => "closing",
            ConnectionPhase.Lingering => "lingering",
            _ => "open",
        };

        public long Number => long.Parse(Entry.Id.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture);

        public bool Contains(string text) =>
            Has(Entry.Id, text) || Has(Entry.PeerText, text) || Has(State, text)
            || (Entry.Worker is { } worker && (Has(Text(worker.Number), text) || Has(Text(worker.Pid), text)));

        public ConnectionRow Row()
        {
            var (bytesIn, bytesOut) = Entry.ReadBytes();
            var worker = Entry.Worker;
            return new ConnectionRow(
                Entry.Id, Of.Name, Entry.PeerText, State, Stopwatch.GetElapsedTime(Entry.AcceptedAt).TotalSeconds, Entry.Idle.TotalSeconds, bytesIn, bytesOut,
                worker?.Number, worker?.Pid, Place);
        }

        private static bool Has(string word, string text) => word.Contains(text, StringComparison.OrdinalIgnoreCase);

        private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
