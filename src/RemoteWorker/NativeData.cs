using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;
using Akka.Util;

namespace ActorServer.RemoteWorker;

/// <summary>What a native worker needs to be told, or to do itself, because it was compiled ahead.</summary>
internal static class NativeData
{
    /// <summary>
    /// Which mailbox an actor requires, and what kind of queue a mailbox produces, Akka reads off their interfaces. The compiler leaves out
    /// interfaces that nothing else asks for.
    /// </summary>
    public static IReadOnlyList<Type> MailboxInterfaces { get; } =
    [
        typeof(IRequiresMessageQueue<IUnboundedMessageQueueSemantics>),
        typeof(IRequiresMessageQueue<IBoundedMessageQueueSemantics>),
        typeof(IRequiresMessageQueue<IDequeBasedMessageQueueSemantics>),
        typeof(IRequiresMessageQueue<IUnboundedDequeBasedMessageQueueSemantics>),
        typeof(IRequiresMessageQueue<IBoundedDequeBasedMessageQueueSemantics>),
        typeof(IRequiresMessageQueue<IMultipleConsumerSemantics>),
        typeof(IProducesMessageQueue<UnboundedMessageQueue>),
        typeof(IProducesMessageQueue<BoundedMessageQueue>),
        typeof(IProducesMessageQueue<UnboundedDequeMessageQueue>),
        typeof(IProducesMessageQueue<BoundedDequeMessageQueue>),
        typeof(IProducesMessageQueue<UnboundedPriorityMessageQueue>),
        typeof(IProducesMessageQueue<UnboundedStablePriorityMessageQueue>),
    ];

    /// <summary>To be called before the actor system starts; does nothing in a managed worker.</summary>
    public static void Prepare()
    {
        if (RuntimeFeature.IsDynamicCodeSupported)
            return;
        DirectMatchCompiler.Install();
        // Google.Protobuf looks up the native size of a repeated field's elements by a type that it is given, which the
        // compiler cannot follow, and Akka.Remote's order to deploy repeats bools.
        _ = Marshal.SizeOf<bool>();
        // NativeSubstitutions.xml took the seed out.
        typeof(ThreadLocalRandom).GetField("_seed", BindingFlags.NonPublic | BindingFlags.Static)?.SetValue(null, Guid.NewGuid().GetHashCode());
    }
}
