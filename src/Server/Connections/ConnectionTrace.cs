using System.Diagnostics;
using ActorServer.Monitoring;

namespace ActorServer.Server.Connections;

/// <summary>
/// The activity of one connection, and those within it. Exists only while somebody listens. An actor's messages come on whatever thread
/// there is, so nothing is left behind as the thread's current activity.
/// </summary>
internal sealed class ConnectionTrace
{
    private readonly Activity _connection;
    private DateTime _waitsSince;

    private ConnectionTrace(Activity connection)
    {
        _connection = connection;
        _waitsSince = connection.StartTimeUtc;
    }

    /// <summary>The activity of this connection; null where nobody listens.</summary>
    public static ConnectionTrace? Begin(ConnectionInfo info)
    {
        if (!ServerTracing.Source.HasListeners())
            return null;
        var activity = Apart(() => ServerTracing.Source.StartActivity(ServerTracing.Connection, ActivityKind.Server));
        activity?.SetTag("id", info.Id).SetTag("service", info.Service).SetTag("isolation", info.Isolation).SetTag("peer", PeerFormat.Format(info.Peer));
        return activity is null ? null : new ConnectionTrace(activity);
    }

    /// <summary>A handshake has ended.</summary>
    public void HandshakeEnded() => Add(ServerTracing.Handshake);

    /// <summary>The connection is with its worker.</summary>
    public void HandedOff(WorkerIdentity? worker) => Add(ServerTracing.HandOff, worker);

    /// <summary>The connection has closed.</summary>
    public void End(ClosedClient closed)
    {
        _connection.SetTag("reason", closed.Ending.Reason).SetTag("in", closed.In).SetTag("out", closed.Out);
        if (closed.Worker is { } worker)
            _connection.SetTag("worker", worker.Number).SetTag("pid", worker.Pid);
        if (closed.Error is { } error)
            _connection.SetStatus(ActivityStatusCode.Error, error);
        Apart(() =>
        {
            _connection.Dispose();
            return _connection;
        });
    }

    // From when the last one ended until now.
    private void Add(string name, WorkerIdentity? worker = null)
    {
        var (since, now) = (_waitsSince, DateTime.UtcNow);
        _waitsSince = now;
        Apart(() =>
        {
            var activity = ServerTracing.Source.StartActivity(name, ActivityKind.Internal, _connection.Context, startTime: since);
            if (worker is not null)
                activity?.SetTag("worker", worker.Number).SetTag("pid", worker.Pid);
            activity?.SetEndTime(now);
            activity?.Dispose();
            return activity;
        });
    }

    private static Activity? Apart(Func<Activity?> make)
    {
        var current = Activity.Current;
        Activity.Current = null;
        try
        {
            return make();
        }
        finally
        {
            Activity.Current = current;
        }
    }
}
