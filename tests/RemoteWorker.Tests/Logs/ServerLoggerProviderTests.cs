using ActorServer.Protocol.Logs;
using ActorServer.RemoteWorker.Logs;
using ActorServer.Serving.Services;
using Microsoft.Extensions.Logging;

namespace ActorServer.RemoteWorker.Tests.Logs;

public sealed class ServerLoggerProviderTests : IDisposable
{
    private readonly List<LogEntry> _sent = [];
    private readonly ILoggerFactory _logs;

    public ServerLoggerProviderTests() =>
        _logs = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new ServerLoggerProvider(_sent.Add, LogLevel.Debug)));

    public void Dispose() => _logs.Dispose();

    [Fact]
    public void What_is_logged_is_sent_with_all_that_is_known_of_it()
    {
        var log = _logs.CreateLogger("A.B");
        using (log.BeginScope(new ConnectionLogScope("default", "c-42")))
        using (log.BeginScope("outer"))
        using (log.BeginScope("inner {Number}", 7))
            log.LogWarning(new EventId(12), new InvalidDataException("torn"), "served {Name}", "anna");

        Assert.Equal(
            new LogEntry((int)LogLevel.Warning, "A.B", 12, "served anna") { Exception = "System.IO.InvalidDataException: torn", Scopes = "outer => inner 7", Connection = "c-42" },
            Assert.Single(_sent));
    }

    [Fact]
    public void Outside_of_a_connection_and_of_scopes_it_names_none()
    {
        _logs.CreateLogger("A").LogDebug("ready");
        Assert.Equal(new LogEntry((int)LogLevel.Debug, "A", 0, "ready"), Assert.Single(_sent));
    }

    [Fact]
    public void The_scope_of_a_connection_of_Kestrels_names_it_too()
    {
        var log = _logs.CreateLogger("A.B");
        using (log.BeginScope(new List<KeyValuePair<string, object?>> { new("ConnectionId", "c-42") }))
            log.LogWarning("late");
        Assert.Equal(new LogEntry((int)LogLevel.Warning, "A.B", 0, "late") { Connection = "c-42" }, Assert.Single(_sent));
    }

    [Fact]
    public void What_nobody_reads_is_not_sent()
    {
        _logs.CreateLogger("A").LogTrace("nothing");
        Assert.Empty(_sent);
    }
}
