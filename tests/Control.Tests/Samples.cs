using System.Text.Json;
using ActorServer.Monitoring;

namespace ActorServer.Control.Tests;

/// <summary>A server as a test wants it.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    public static ServerFacts Facts(string state = "serving") => new("0.1.0", 812, Now.AddDays(-3).AddHours(-4), state, 1);

    public static ServiceStatus Service(
        string name = "default", string isolation = "process", int served = 57, int held = 0, int most = 64, string state = "serving", WorkerCounts? workers = null,
        IReadOnlyDictionary<string, long>? closed = null, IReadOnlyDictionary<string, long>? refused = null) => new(
        name, isolation, "echo", ["127.0.0.1:7788"], state, served, held, 0, most, 64, 123_456,
        closed ?? new Dictionary<string, long> { ["peer-closed"] = 120_000, ["handler-closed"] = 3_380, ["worker-died"] = 7 },
        refused ?? new Dictionary<string, long> { ["full"] = 12 }, 812_000_000, 3_400_000_000, workers);

    public static WorkerCounts Workers(int busy = 57) => new(2, 4, busy, 1, 64, 123_456, 7);

    public static ServerStatus Status() => new(Facts(), [Service(workers: Workers()), Service("http", "event", served: 1200, most: 10_000)]);

    /// <summary>A front, a node that has room and one that is lost.</summary>
    public static IReadOnlyList<NodeRow> Nodes { get; } =
    [
        new("10.0.0.1:4053", "up", ["front", "workers"], new Dictionary<string, int> { ["default"] = 0 }, 0, 0, IsSelf: true),
        new("10.0.0.2:4053", "up", ["workers"], new Dictionary<string, int> { ["default"] = 24 }, 40, 0, IsSelf: false, 0.0004),
        new("10.0.0.3:4053", "unreachable", ["workers"], new Dictionary<string, int> { ["default"] = 52 }, 12, 0, IsSelf: false, 0.0005),
    ];

    public static string Json(ServerStatus status) => JsonSerializer.Serialize(status, StatusJson.Default.ServerStatus);
}
