using System.Globalization;
using ActorServer.Monitoring;

namespace ActorServer.Control.Top;

/// <summary>
/// Draws a frame: a strip with the word, its reason and the age of the data; a row a service with its room and three lines of five minutes; a line of
/// nodes, in a cluster; the scoreboard; a table. Pure. From 80 by 24 on nothing is missing; what is larger shows more rows.
/// </summary>
internal static class TopView
{
    private const string Keys = "q quit   tab ←→ table   ↑↓ scroll";
    private const int Narrowest = 40;
    private const int LeastRows = 5;

    /// <summary>A frame of that size.</summary>
    public static Frame Draw(TopState state, int width, int height)
    {
        var frame = new Frame(Math.Max(width, Narrowest));
        Strip(frame, state);
        if (state.Snapshot is { } snapshot)
        {
            var isTight = height < 12 + (snapshot.Services.Count * 3) + (snapshot.Nodes is null ? 0 : 1);
            foreach (var service in snapshot.Services)
                Service(frame, service, state.Services[service.Status.Name], isTight, NameWidth(snapshot));
            if (snapshot.Nodes is { } nodes)
                NodesLine.Draw(frame.Line(), nodes);
            // Tabs, heading and keys.
            Board(frame, state, snapshot, Math.Max(1, height - frame.Lines.Count - LeastRows - 3));
            Tabs(frame, state, snapshot);
            state.RoomForRows = Math.Max(1, height - frame.Lines.Count - 2);
            state.KeepInside();
            Rows(frame, state, snapshot, state.RoomForRows + 1);
        }

        while (frame.Lines.Count < height - 1)
            frame.Line();
        frame.Line().Add(Keys, Ink.Quiet).AddRight(state.Address, Ink.Quiet);
        return frame;
    }

    private static int NameWidth(LiveSnapshot snapshot) => Math.Clamp(snapshot.Services.Max(service => service.Status.Name.Length), 7, 16);

    private static void Strip(Frame frame, TopState state)
    {
        var (word, reason) = state.Verdict;
        var age = state.Snapshot is null ? "" : $"data {(int)state.DataAge} s old";
        frame.Line().Add($" {word.ToUpperInvariant()} ", InkOf(word)).Add(" ").Add(Cut(reason, frame.Width - word.Length - age.Length - 6), Ink.Strong).AddRight(age, Ink.Quiet);
        if (state.Snapshot is { Services.Count: > 1 } snapshot)
            frame.Line().Add(string.Join("   ", snapshot.Services.Select(service => $"{Figures.Plain(service.Status.Name)} {OfCap(service.Status)}")), Ink.Quiet);
    }

    private static string Cut(string text, int width) => text.Length <= width ? text : string.Concat(text.AsSpan(0, Math.Max(0, width - 1)), "…");

    private static Ink InkOf(string word) => word switch
    {
        "well" => Ink.WordWell,
        "busy" => Ink.WordBusy,
        "failing" => Ink.WordFailing,
        "draining" => Ink.WordDraining,
        _ => Ink.WordStale,
    };

    private static string OfCap(ServiceStatus service) =>
        Figures.Cap(service) is { } cap ? $"{Figures.Count(service.Served)} of {Figures.Count(cap)}" : Figures.Count(service.Served);

    private static void Service(Frame frame, LiveService service, ServiceState state, bool isTight, int nameWidth)
    {
        var status = service.Status;
        var line = frame.Line().Add(Cut(Figures.Plain(status.Name), nameWidth), Ink.Strong).To(nameWidth + 1);
        var text = $" {OfCap(status)} served, {Figures.Count(status.Held)} of {Figures.Count(status.MaxWaiting)} held";
        var refused = service.RefusedRate > 0 ? $", {Figures.Rate(service.RefusedRate)}/s refused" : "";
        Room.Draw(line, service, Math.Max(8, line.Room - text.Length - refused.Length));
        line.Add(text).Add(refused, Ink.Refused);
        if (isTight)
            return;
        Charts(frame.Line(), service, state);
        frame.Line().Add($"  {Figures.Plain(status.Isolation)} · {Figures.Plain(status.Handler)} · {string.Join(' ', (status.Addresses ?? []).Select(Figures.Plain))}{Workers(status)}{(status.State == "serving" ? "" : $" · {Figures.Plain(status.State)}")}", Ink.Quiet);
    }

    private static string Workers(ServiceStatus status)
    {
        if (status.Workers is not { } workers)
            return "";
        var counts = new[] { (workers.Busy, "busy"), (workers.Idle, "idle"), (workers.Starting, "starting"), (workers.Dying, "dying") }.Where(one => one.Item1 > 0);
        return $" · {string.Concat(counts.Select(one => $"{Figures.Count(one.Item1)} {one.Item2} "))}of {Figures.Count(workers.Max)}, {Figures.Count(workers.DiedTotal)} died";
    }

    private static void Charts(FrameLine line, LiveService service, ServiceState state)
    {
        var each = line.Room / 3;
        Chart("rate", $"{Figures.Rate(service.Rate)}/s", state.Rate, each - 3);
        Chart("p50 p99", $"{Figures.Brief(service.P50)} {Figures.Brief(service.P99)}", state.Duration, (2 * each) + 3);
        Chart("bytes", $"{Figures.Bytes(service.BytesRate)}/s", state.Bytes, line.Room + line.Length);

        void Chart(string label, string figure, History history, int end)
        {
            line.Add($"  {label} ", Ink.Quiet).Add($"{figure} ");
            line.Add(history.Draw(Math.Max(0, end - line.Length)), Ink.Served);
        }
    }

    private static void Board(Frame frame, TopState state, LiveSnapshot snapshot, int lines)
    {
        if (snapshot.Services.All(service => service.Status.Served + service.Status.Held == 0 && service.Status.Workers is null))
        {
            frame.Line().Add($"Nobody is connected.{(Connect(snapshot) is { } how ? $" Try it: {how}" : "")}", Ink.Plain);
            return;
        }

        var legend = frame.Line();
        foreach (var (letter, name, ink) in Scoreboard.Legend)
            legend.Add(letter.ToString(), ink).Add($" {name} {Figures.Count(state.Services.Values.Sum(service => service.Scoreboard.Count(letter)))}  ", Ink.Quiet);
        var left = lines - 1;
        for (var i = 0; i < snapshot.Services.Count && left > 0; i++)
            left -= Cells(frame, snapshot.Services[i].Status.Name, state, snapshot, Math.Max(1, left / (snapshot.Services.Count - i)));
    }

    private static int Cells(Frame frame, string service, TopState state, LiveSnapshot snapshot, int lines)
    {
        var board = state.Services[service].Scoreboard;
        var indent = snapshot.Services.Count > 1 ? NameWidth(snapshot) + 1 : 0;
        var room = frame.Width - indent;
        var used = 0;
        for (var from = 0; from < board.Places && used < lines; from += room, used++)
        {
            var line = frame.Line();
            if (indent > 0)
                line.Add(used == 0 ? Cut(Figures.Plain(service), indent - 1) : "", Ink.Quiet).To(indent);
            var more = used == lines - 1 && board.Places - from > room ? $" … {Figures.Count(board.Places)} places" : "";
            board.Draw(line, from, room - more.Length);
            line.Add(more, Ink.Quiet);
        }

        return used;
    }

    // Null where no port is open. A paused service's is, and who comes waits; one that serves comes first.
    private static string? Connect(LiveSnapshot snapshot)
    {
        var open = snapshot.Services.Where(service => service.Status.State is "serving" or "paused").OrderByDescending(service => service.Status.State == "serving");
        var address = open.SelectMany(service => service.Status.Addresses ?? []).Select(Figures.Plain).FirstOrDefault();
        if (address is null)
            return null;
        if (address.StartsWith("unix:", StringComparison.Ordinal))
            return $"nc -U {address["unix:".Length..]}";
        var colon = address.LastIndexOf(':');
        var host = address[..Math.Max(0, colon)].Trim('[', ']');
        return $"nc {(host is "*" or "0.0.0.0" or "::" ? "127.0.0.1" : host)} {address[(colon + 1)..]}";
    }

    private static void Tabs(Frame frame, TopState state, LiveSnapshot snapshot)
    {
        long[] counts = [snapshot.Services.Sum(service => (long)service.Status.Served + service.Status.Held), snapshot.Workers?.Count ?? 0, snapshot.RecentEnds?.Count ?? 0, snapshot.Warnings?.Count ?? 0];
        var line = frame.Line();
        for (var i = 0; i < Tables.Tabs.Count; i++)
            line.Add($" {Tables.Tabs[i]} {Figures.Count(counts[i])} ", i == state.Tab ? Ink.Chosen : Ink.Quiet).Add(" ");
        if (state.Scroll > 0)
            line.AddRight(string.Create(CultureInfo.InvariantCulture, $"from row {state.Scroll + 1}"), Ink.Quiet);
    }

    private static void Rows(Frame frame, TopState state, LiveSnapshot snapshot, int lines)
    {
        switch (state.Tab)
        {
            case 0:
                Table.Draw(frame, Tables.Connections, state.Connections.Rows, lines, row => row.State == "held" ? Ink.Held : Ink.Plain);
                break;
            case 1:
                Table.Draw(frame, Tables.Workers, From(snapshot.Workers), lines, row => row.State == "dying" ? Ink.Refused : Ink.Plain);
                break;
            case 2:
                Table.Draw(frame, Tables.Ends, From(snapshot.RecentEnds), lines, _ => Ink.Plain);
                break;
            default:
                Table.Draw(frame, Tables.Warnings, From(snapshot.Warnings), lines, row => row.Level == "warning" ? Ink.Plain : Ink.Refused);
                break;
        }

        IReadOnlyList<T> From<T>(IReadOnlyList<T>? rows) => [.. (rows ?? []).Skip(state.Scroll)];
    }
}
