using System.Globalization;
using System.Text;
using ActorServer.Monitoring;

namespace ActorServer.Control.Steering;

/// <summary>How a server fares, as a table that is read at a width of 80.</summary>
internal static class StatusText
{
    private const int Width = 80;

    /// <summary>The server's line, a row a service, and beneath it what a row has no room for; the nodes where there are any.</summary>
    public static string Of(ServerStatus status, string address, DateTimeOffset now)
    {
        var text = new StringBuilder();
        var server = status.Server;
        text.AppendLine(CultureInfo.InvariantCulture, $"actor-server {Figures.Plain(server.Version)}  pid {server.Pid}  {Figures.Plain(server.State)}  for {Figures.Age((now - server.StartedAt).TotalSeconds)}  admin {address}");
        text.AppendLine();
        var rows = status.Services.Select(Row).ToList();
        rows.Insert(0, ["SERVICE", "STATE", "SERVED", "HELD", "ACCEPTED", "REFUSED", "IN", "OUT"]);
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        text.AppendLine(Line(rows[0], widths));
        for (var i = 0; i < status.Services.Count; i++)
        {
            text.AppendLine(Line(rows[i + 1], widths));
            foreach (var detail in Details(status.Services[i]))
                text.AppendLine(detail);
        }

        if (status.Nodes is { } nodes)
            text.AppendLine().Append(NodesText.Of(nodes));
        return text.ToString();
    }

    private static string[] Row(ServiceStatus service) =>
    [
        Figures.Plain(service.Name), Figures.Plain(service.State), OfMost(service.Served, service.MaxConnections), OfMost(service.Held, service.MaxWaiting),
        Figures.Count(service.AcceptedTotal), Figures.Count((service.RefusedTotal ?? Nothing).Values.Sum()), Figures.Bytes(service.BytesIn), Figures.Bytes(service.BytesOut),
    ];

    private static Dictionary<string, long> Nothing { get; } = [];

    private static string OfMost(int count, int most) => most == 0 ? Figures.Count(count) : $"{Figures.Count(count)}/{Figures.Count(most)}";

    // Words to the left, numbers to the right.
    private static string Line(string[] cells, int[] widths) =>
        string.Join("  ", cells.Select((cell, column) => column < 2 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd();

    private static IEnumerable<string> Details(ServiceStatus service)
    {
        yield return $"  {Figures.Plain(service.Isolation)} {Figures.Plain(service.Handler)} at {string.Join(", ", (service.Addresses ?? []).Select(Figures.Plain))}";
        if (service.Workers is { } workers)
            yield return $"  workers   {workers.Starting} starting, {workers.Idle} idle, {workers.Busy} busy, {workers.Dying} dying of {workers.Max}{EachFor(workers)}; {Figures.Count(workers.StartedTotal)} started, {Figures.Count(workers.DiedTotal)} died";
        foreach (var line in Reasons("closed", service.ClosedTotal ?? Nothing).Concat(Reasons("refused", service.RefusedTotal ?? Nothing)))
            yield return line;
    }

    private static string EachFor(WorkerCounts workers) => workers.ClientsAtOnce > 1 ? $", each for {Figures.Count(workers.ClientsAtOnce)} clients at once" : "";

    private static IEnumerable<string> Reasons(string what, IReadOnlyDictionary<string, long> totals)
    {
        var line = new StringBuilder($"  {what,-8}");
        var isEmpty = true;
        foreach (var (reason, count) in totals.Where(one => one.Value > 0).OrderByDescending(one => one.Value).ThenBy(one => one.Key, StringComparer.Ordinal))
        {
            var piece = $"{Figures.Plain(reason)} {Figures.Count(count)}";
            if (!isEmpty && line.Length + 2 + piece.Length > Width)
            {
                yield return line.ToString();
                line = new StringBuilder(new string(' ', 10));
            }

            line.Append("  ").Append(piece);
            isEmpty = false;
        }

        if (!isEmpty)
            yield return line.ToString();
    }
}
