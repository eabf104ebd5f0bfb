using Akka.Event;

namespace ActorServer.Server.Hosting;

/// <summary>
/// Stands in for the logger with which an actor system writes to standard output while its own are not there yet or no
/// longer: at debug level Akka brings it back at the end whatever its level is set to, and standard output is not for logs.
/// </summary>
internal sealed class NoStandardOutput : MinimalLogger
{
    protected override void Log(object message)
    {
    }
}
