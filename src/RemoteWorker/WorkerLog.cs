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
    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case InitializeLogger:
                Sender.Tell(new LoggerInitialized());
                break;
            case LogEvent log when !IsRemoting(log.LogSource):
                Console.Error.WriteLine($"{log.LogLevel()} {log.LogSource} {log.Message} {log.Cause}".TrimEnd());
                break;
        }
    }

    private static bool IsRemoting(string source) =>
        source.StartsWith("remoting", StringComparison.Ordinal) || source.Contains("/system/", StringComparison.Ordinal);
}
