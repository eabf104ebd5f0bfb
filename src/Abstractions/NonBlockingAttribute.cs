namespace ActorServer;

/// <summary>
/// Declares that a <see cref="StreamHandler"/> never blocks its thread: it awaits the stream's asynchronous calls, and whatever
/// else it waits for. The <c>event</c> model, in which all handlers share a few threads, runs such handlers alone, and gives
/// them a stream whose asynchronous calls occupy no thread; the other models do not care.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NonBlockingAttribute : Attribute;
