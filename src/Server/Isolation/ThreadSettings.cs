using ActorServer.Server.Configuration;
using ActorServer.Threads.Dispatching;
using Akka.Configuration;

namespace ActorServer.Server.Isolation;

/// <summary>The settings of the thread backend.</summary>
/// <param name="StackSize">The stack of each thread, in bytes.</param>
/// <param name="KeepAliveTime">How long a thread whose handler has stopped waits for another one.</param>
internal sealed record ThreadSettings(int StackSize, TimeSpan KeepAliveTime)
{
    public static ThreadSettings From(SectionReader section) => new(section.Size("stack-size", DedicatedThreads.LeastStack, DedicatedThreads.MostStack), section.Duration("keep-alive-time"));

    public static ThreadSettings From(Config block) => From(SectionReader.Of(block));
}
