using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;

namespace ActorServer.RemoteWorker;

/// <summary>
/// Writes what handlers log through Akka, one line an event, to standard error, which the server puts into its own log
/// under the worker's number. What Akka.Remote says of its association is left out: the server knows it.
/// </summary>
internal sealed class WorkerLog : UntypedActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    /// <summary>Lets a log have what is of level Info or above. Nobody waits for it, as for a logger that Akka starts.</summary>
    public static void Attach(IActorRef log, EventStream events)
    {
        // Without loggers of its own Akka sets no level.
        events.SetLogLevel(LogLevel.InfoLevel);
        foreach (var kind in new[] { typeof(Info), typeof(Warning), typeof(Error) })
            events.Subscribe(log, kind);
    }

    protected override void OnReceive(object message)
    {
        if (message is LogEvent log && !IsRemoting(log.LogSource))
            Console.Error.WriteLine($"{log.LogLevel()} {log.LogSource} {log.Message} {log.Cause}".TrimEnd());
    }

    private static bool IsRemoting(string source) =>
        source.StartsWith("remoting", StringComparison.Ordinal) || source.Contains("/system/", StringComparison.Ordinal);
}
