using ActorServer.Monitoring;

namespace ActorServer.Admin.Tests.Doubles;

/// <summary>A server that says what it is told to, and counts how often it is asked.</summary>
internal sealed class FakeServer : IMonitoredServer
{
    private int _liveReads;
    private int _statusReads;

    public string? NotHealthy { get; set; }

    public string? NotReady { get; set; }

    public bool Answers { get; set; } = true;

    public IReadOnlyList<CertificateFacts> Certificates { get; set; } = [];

    public ConnectionQuery? LastQuery { get; private set; }

    public (bool Connections, bool Workers)? LastStatusQuery { get; private set; }

    public int LiveReads => Volatile.Read(ref _liveReads);

    public int StatusReads => Volatile.Read(ref _statusReads);

    public static ServerFacts Facts { get; } = new("1.2.3", 4711, DateTimeOffset.UnixEpoch, "serving", 1);

    public static ServiceStatus Service { get; } = new(
        "default", "process", "echo", ["127.0.0.1:7788"], "serving", 1, 0, 0, 64, 16, 3,
        new Dictionary<string, long> { ["peer-closed"] = 2 }, new Dictionary<string, long>(), 12, 34, new WorkerCounts(0, 3, 1, 0, 8, 5, 1));

    public static ConnectionRow Row { get; } = new("c-7", "default", "127.0.0.1:4711", "open", 1.5, 0.5, 12, 34, 7, 812);

    public static WorkerRow Worker { get; } = new("default", 7, 812, "busy", 1, 1, 2, 0.1, 1 << 20);

    /// <summary>Null where there is no cluster.</summary>
    public IReadOnlyList<NodeRow>? Nodes { get; set; }

    public static IReadOnlyList<NodeRow> ThreeNodes { get; } =
    [
        new("10.0.0.1:4053", "up", ["front"], new Dictionary<string, int>(), 0, 0, IsSelf: true),
        new("10.0.0.2:4053", "up", ["workers"], new Dictionary<string, int> { ["default"] = 24 }, 40, 2, IsSelf: false, 0.0004),
        new("10.0.0.3:4053", "unreachable", ["workers"], new Dictionary<string, int>(), 12, 0, IsSelf: false),
    ];

    /// <summary>As many places of a scoreboard as are told.</summary>
    public int Places { get; set; } = 1;

    public Task<ServerStatus> ReadStatusAsync(bool connections, bool workers, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _statusReads);
        LastStatusQuery = (connections, workers);
        return Answer(new ServerStatus(Facts, [Service], connections ? [Row] : null, workers ? [Worker] : null, Nodes));
    }

    public Task<ConnectionPage> ReadConnectionsAsync(ConnectionQuery query, CancellationToken cancellation)
    {
        LastQuery = query;
        return Answer(new ConnectionPage(1, [Row]));
    }

    public Task<LiveSnapshot> ReadLiveAsync(CancellationToken cancellation)
    {
        Interlocked.Increment(ref _liveReads);
        var live = new LiveService(Service, 1, 0, 0.5, 0.9, 46, new string('b', Places), new string('0', Places));
        return Answer(new LiveSnapshot(Facts, [live], [Worker], [], [], Nodes: Nodes));
    }

    private Task<T> Answer<T>(T value) => Answers ? Task.FromResult(value) : Task.FromException<T>(new TimeoutException());
}
