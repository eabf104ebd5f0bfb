using ActorServer.Monitoring;

namespace ActorServer.Admin.Page.Tests.Fake;

/// <summary>Servers worth looking at.</summary>
internal static class Scenes
{
    /// <summary>Why nobody may steer, as the server says it.</summary>
    public const string NoControl =
        "There are no controls without a token: set actor-server.admin.token-file, or listen on a Unix socket.";

    public static FakeService Process() => new("default", "process", "127.0.0.1:7788")
    {
        Cap = 1024,
        MaxWorkers = 200,
        Spare = 12,
        Arrivals = 3,
        Stay = 45,
        Stalls = 0.015,
        Dies = 0.00004,
    };

    public static FakeService Thousands(string isolation, int clients) => new(isolation, isolation, isolation == "thread" ? "127.0.0.1:7788" : "[::1]:7790", isolation.Length)
    {
        Cap = clients + 500,
        Arrivals = clients / 180.0,
        Stay = 150,
        Stalls = 0.01,
        Dies = 0.000002,
    };

    public static FakeService CrashLoop() => new("default", "process", "127.0.0.1:7788") { Cap = 1024, MaxWorkers = 64, Spare = 4, Arrivals = 9, Stay = 20, Dies = 0.3 };

    public static FakeService Full() => new("default", "thread", "127.0.0.1:7788") { Cap = 200, MaxWaiting = 64, Arrivals = 12, Stay = 40 };

    public static FakeService Empty() => new("default", "process", "127.0.0.1:7788") { Cap = 1024, MaxWorkers = 64 };

    /// <summary>A front and what it places clients on; one is lost, one comes, one that has left serves a last client.</summary>
    public static NodeRow[] Nodes =>
    [
        new("10.0.0.1:4053", "up", ["front"], new Dictionary<string, int>(), 0, 0, IsSelf: true),
        new("10.0.0.2:4053", "up", ["front", "workers"], new Dictionary<string, int> { ["default"] = 24, ["http"] = 1000 }, 176, 3, IsSelf: false, 0.00036),
        new("10.0.0.3:4053", "unreachable", ["workers"], new Dictionary<string, int> { ["default"] = 12 }, 52, 0, IsSelf: false, 0.0018),
        new("10.0.0.4:4053", "joining", ["workers", "sandbox"], new Dictionary<string, int>(), 0, 0, IsSelf: false),
        new("10.0.0.5:4053", "leaving", ["workers"], new Dictionary<string, int> { ["default"] = 0 }, 7, 0, IsSelf: false, 0.0004),
        new("10.0.0.6:4053", "gone", [], new Dictionary<string, int>(), 1, 0, IsSelf: false),
    ];

    public static LogWarning[] Warnings =>
    [
        new(FakeServer.Start.AddSeconds(290), "warning", "ActorServer.Server.Admission", "refused: service=default peer=203.0.113.9:41234 reason=full (12 more in the last second were not logged)"),
        new(FakeServer.Start.AddSeconds(120), "error", "ActorServer.Server.Tls", "tls: /etc/actor-server/site.pem cannot be read: Permission denied; the certificate that was read before stays"),
    ];
}
