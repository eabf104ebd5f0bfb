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

    public static LogWarning[] Warnings =>
    [
        new(FakeServer.Start.AddSeconds(290), "warning", "ActorServer.Server.Admission", "refused: service=default peer=203.0.113.9:41234 reason=full (12 more in the last second were not logged)"),
        new(FakeServer.Start.AddSeconds(120), "error", "ActorServer.Server.Tls", "tls: /etc/actor-server/site.pem cannot be read: Permission denied; the certificate that was read before stays"),
    ];
}
