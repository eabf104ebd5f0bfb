using System.Globalization;
using ActorServer.Monitoring;

namespace ActorServer.Control.Top;

/// <summary>What the four tables say of a row; the words of the status page.</summary>
internal static class Tables
{
    /// <summary>The tabs, from left to right.</summary>
    public static readonly IReadOnlyList<string> Tabs = ["connections", "workers", "ends", "warnings"];

    /// <summary>Of clients that are served or held.</summary>
    public static readonly IReadOnlyList<Column<ConnectionRow>> Connections =
    [
        new("id", 9, row => row.Id),
        new("service", 8, row => row.Service, Priority: 3),
        new("peer", 19, row => row.Peer, Grows: true),
        new("state", 9, row => row.State),
        new("age", 7, row => Figures.Brief(Math.Floor(row.AgeSeconds)), IsNumber: true),
        new("idle", 7, row => Figures.Brief(Math.Floor(row.IdleSeconds)), IsNumber: true, Priority: 2),
        new("in", 6, row => Figures.Bytes(row.In), IsNumber: true),
        new("out", 6, row => Figures.Bytes(row.Out), IsNumber: true),
        new("worker", 6, row => Number(row.Worker), IsNumber: true, Priority: 1),
        new("pid", 7, row => Number(row.Pid), IsNumber: true, Priority: 4),
    ];

    /// <summary>Of worker processes.</summary>
    public static readonly IReadOnlyList<Column<WorkerRow>> Workers =
    [
        new("worker", 7, row => Figures.Count(row.Number), IsNumber: true),
        new("service", 10, row => row.Service, Grows: true),
        new("pid", 7, row => row.Pid == 0 ? Figures.Missing : Number(row.Pid), IsNumber: true),
        new("state", 8, row => row.State),
        new("clients", 9, row => row.ClientsAtOnce > 1 ? $"{Figures.Count(row.Clients)}/{Figures.Count(row.ClientsAtOnce)}" : Figures.Count(row.Clients), IsNumber: true, Priority: 1),
        new("retired", 18, row => row.Retired ?? Figures.Missing, Priority: 2),
        new("served", 8, row => Figures.Count(row.ServedTotal), IsNumber: true),
        new("age", 7, row => Figures.Brief(Math.Floor(row.AgeSeconds)), IsNumber: true),
        new("cpu", 9, row => Figures.Brief(row.CpuSeconds), IsNumber: true),
        new("memory", 7, row => row.MemoryBytes is { } bytes ? Figures.Bytes(bytes) : Figures.Missing, IsNumber: true),
    ];

    /// <summary>Of the last ends.</summary>
    public static readonly IReadOnlyList<Column<RecentEnd>> Ends =
    [
        new("time", 8, row => Clock(row.At)),
        new("what", 7, row => row.Kind == "connection" ? "client" : row.Kind, Priority: 4),
        new("service", 8, row => row.Service, Priority: 3),
        new("id", 8, row => row.Id ?? Figures.Missing),
        new("peer", 15, row => row.Peer ?? Figures.Missing, Priority: 2),
        new("reason", 15, row => row.Reason),
        new("lasted", 7, row => Figures.Brief(row.DurationSeconds), IsNumber: true),
        new("in", 6, row => Figures.Bytes(row.In), IsNumber: true, Priority: 5),
        new("out", 6, row => Figures.Bytes(row.Out), IsNumber: true, Priority: 5),
        new("exit, error, stderr", 19, Words, Grows: true),
    ];

    /// <summary>Of the log's warnings.</summary>
    public static readonly IReadOnlyList<Column<LogWarning>> Warnings =
    [
        new("time", 8, row => Clock(row.At)),
        new("level", 8, row => row.Level),
        new("category", 14, row => row.Category, Priority: 1),
        new("text", 40, row => row.Text, Grows: true),
    ];

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? Figures.Missing;

    private static string Clock(DateTimeOffset at) => at.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Words(RecentEnd row) => string.Join(" · ", new[] { row.Exit, row.Error, row.Stderr }.Where(text => !string.IsNullOrEmpty(text)));
}
