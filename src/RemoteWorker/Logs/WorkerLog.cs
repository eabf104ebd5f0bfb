using ActorServer.Protocol.Logs;
using ActorServer.Serving.Handlers;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;

namespace ActorServer.RemoteWorker.Logs;

/// <summary>
/// Sends what is logged through Akka to the server's log, as what is logged through .NET's loggers. What Akka.Remote says of its
/// association is left out: the server knows it.
/// </summary>
/// <param name="send">Takes each entry.</param>
internal sealed class WorkerLog(Action<LogEntry> send) : UntypedActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    // The levels of LogEntry.
    private const int OfDebug = 1;

    /// <summary>Props of one.</summary>
    public static Props Props(Action<LogEntry> send) => Producer<WorkerLog>.Props(() => new WorkerLog(send));

    /// <summary>Lets a log have what is of this level or above. Nobody waits for it, as for a logger that Akka starts.</summary>
    public static void Attach(IActorRef log, EventStream events, int least)
    {
        // Without loggers of its own Akka sets no level.
        events.SetLogLevel(least <= OfDebug ? LogLevel.DebugLevel : LogLevel.InfoLevel);
        Type[] kinds = [typeof(Debug), typeof(Info), typeof(Warning), typeof(Error)];
        foreach (var kind in kinds[Math.Clamp(least - OfDebug, 0, kinds.Length - 1)..])
            events.Subscribe(log, kind);
    }

    protected override void OnReceive(object message)
    {
        if (message is LogEvent log && !IsRemoting(log.LogSource))
        {
            send(new LogEntry((int)log.LogLevel() + OfDebug, log.LogClass?.FullName ?? "Akka", 0, log.Message?.ToString() ?? "")
            {
                Exception = log.Cause?.ToString(),
                Connection = NameIn(log.LogSource),
            });
        }
    }

    // A handler has the name of its connection; the server looks whether it is one.
    private static string NameIn(string source) => source[(source.LastIndexOf('/') + 1)..].Split('#', ']')[0];

    private static bool IsRemoting(string source) =>
        source.StartsWith("remoting", StringComparison.Ordinal) || source.Contains("/system/", StringComparison.Ordinal);
}
