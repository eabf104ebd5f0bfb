using System.Text.Json;
using ActorServer.Monitoring;

namespace ActorServer.Control.Tests;

/// <summary>A server's life as a script, a snapshot a second: the same seed gives the same life.</summary>
internal sealed class FakeLife(string kind, int seed = 1)
{
    private readonly Random _random = new(seed);
    private readonly DateTimeOffset _startedAt = Samples.Now.AddDays(-3);
    private int _second;
    private long _died;
    private long _full;

    /// <summary>The next second.</summary>
    public LiveSnapshot Next()
    {
        _second++;
        var now = Samples.Now.AddSeconds(_second);
        LiveService[] services = kind switch
        {
            "empty" => [Empty()],
            "many" => [Process("default", 57, 64), Event("http", 8_200, 10_000), Event("echo", 12, 1024)],
            "full" => [Process("default", 64, 64, held: 41)],
            "crash" => [Process("default", 30, 64, dying: 4)],
            _ => [Process("default", 57, 64)],
        };
        var state = kind == "draining" ? "draining" : "serving";
        return new LiveSnapshot(
            new ServerFacts("0.1.0", 812, _startedAt, state, 1), services, services.Any(service => service.Status.Workers is not null) ? Workers(services[0]) : [],
            [.. Enumerable.Range(0, kind == "empty" ? 0 : 40).Select(i => End(now.AddSeconds(-3 * i), i))],
            kind == "empty" ? [] : [new LogWarning(now.AddSeconds(-20), "warning", "ActorServer", "refused: service=default peer=10.1.2.3:40123 reason=full suppressed=17"), new LogWarning(now.AddMinutes(-3), "error", "ActorServer", "worker: worker=41 did not start: no such file")]);
    }

    /// <summary>The rows that somebody looks at.</summary>
    public ConnectionPage Rows(int skip, int take)
    {
        var total = kind == "empty" ? 0 : 57;
        return new ConnectionPage(total, [.. Enumerable.Range(skip, Math.Max(0, Math.Min(take, total - skip))).Select(i => new ConnectionRow(
            $"c-{123_400 + i}", "default", i % 7 == 3 ? $"[2001:db8::{i:x}]:4713" : $"10.1.{i}.7:{40_000 + i}", i > 52 ? "lingering" : "open", 3_700 - (61 * i) + _second, i % 5 * 1.5, 812 * i, 3_400_000 / (i + 1), i + 1, 9_000 + i))]);
    }

    /// <summary>Answers as the admin application does.</summary>
    public FakeAnswer Answer(FakeRequest request)
    {
        var path = new Uri("http://x" + request.Path);
        return path.AbsolutePath switch
        {
            "/events" => FakeAnswer.Events([.. Enumerable.Range(0, 3_600).Select(i => (Func<CancellationToken, Task<string>>)(async end =>
            {
                if (i > 0)
                    await Task.Delay(1_000, end);
                return $"event: snapshot\ndata: {JsonSerializer.Serialize(Next(), StatusJson.Default.LiveSnapshot)}\n\n";
            }))]),
            "/connections" => FakeAnswer.Json(JsonSerializer.Serialize(Rows(Number("skip"), Number("take")), StatusJson.Default.ConnectionPage)),
            "/status.json" => FakeAnswer.Json(Samples.Json(new ServerStatus(Next().Server, [.. Next().Services.Select(service => service.Status)]))),
            _ => request.Method == "POST" ? FakeAnswer.Of(204) : FakeAnswer.Of(404),
        };

        int Number(string name) => int.Parse(System.Text.RegularExpressions.Regex.Match(path.Query, name + "=(\\d+)").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static LiveService Empty() => new(
        Samples.Service(isolation: "thread", served: 0, most: 1024, closed: new Dictionary<string, long>(), refused: new Dictionary<string, long>()), 0, 0, null, null, 0, "", "");

    private LiveService Process(string name, int busy, int max, int held = 0, int dying = 0)
    {
        _died += dying / 2;
        _full += held / 10;
        var closed = new Dictionary<string, long> { ["peer-closed"] = 120_000 + (_second * 40), ["handler-closed"] = 3_380, ["worker-died"] = 7 + _died };
        var status = Samples.Service(name, served: busy, held: held, most: max, workers: new WorkerCounts(2, Math.Max(0, max - busy - 3), busy, dying, max, 123_456 + (_second * 40), 7 + _died), closed: closed, refused: new Dictionary<string, long> { ["full"] = 12 + _full });
        var board = new string([.. Enumerable.Range(0, busy).Select(i => dying > 0 && i % 9 == _second % 9 ? 'd' : i == 11 ? '!' : _random.Next(40) == 0 ? '.' : 'b'), .. "ss", .. new string('i', Math.Max(0, max - busy - 3))]);
        return new LiveService(status, 38 + _random.Next(8), held / 10.0, 0.0031, 1.2, 4_000_000 + _random.Next(800_000), board, new string([.. board.Select((letter, i) => letter == '.' ? '.' : (char)('0' + (i % 6)))]));
    }

    private static LiveService Event(string name, int served, int most)
    {
        var status = Samples.Service(name, "event", served, 0, most);
        return new LiveService(status, served / 20.0, 0, 0.0004, 0.012, served * 900, new string('b', served), new string('2', served));
    }

    private static List<WorkerRow> Workers(LiveService service) =>
        [.. Enumerable.Range(0, service.Status.Served).Select(i => new WorkerRow("default", i + 1, 9_000 + i, i % 20 == 19 ? "dying" : "busy", 1, 4 + i, 60 * i, i * 0.31, 3_300_000 + (i * 40_000)))];

    private static RecentEnd End(DateTimeOffset at, int i) => i % 9 == 4
        ? new RecentEnd(at, "connection", "default", $"c-{9_000 - i}", $"10.1.{i}.7:{50_000 + i}", "worker-died", 1.203, 12, 340, i, 8_000 + i, "signal:11", null, "Segmentation fault")
        : i % 9 == 7 ? new RecentEnd(at, "refused", "default", null, $"10.1.{i}.7:{50_000 + i}", "full", null, 0, 0)
        : new RecentEnd(at, "connection", "default", $"c-{9_000 - i}", $"10.1.{i}.7:{50_000 + i}", "peer-closed", 0.04 * i, 812, 3_400);
}
