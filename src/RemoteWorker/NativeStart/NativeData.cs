using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace ActorServer.RemoteWorker.NativeStart;

/// <summary>What a native worker needs to be told, or to do itself, because it was compiled ahead. Without it, it does not work.</summary>
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
        StartTricks.Apply();
        // Google.Protobuf looks up the native size of a repeated field's elements by a type that it is given, which the
        // compiler cannot follow, and Akka.Remote's order to deploy repeats bools.
        _ = Marshal.SizeOf<bool>();
    }
}
