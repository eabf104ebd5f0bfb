namespace ActorServer;

/// <summary>
/// Asks for a stream whose asynchronous calls do not block their thread, for a <see cref="StreamHandler"/> that reads and
/// writes at the same time. What follows an <c>await</c> then runs on the thread pool instead of on the handler's own thread.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class DuplexAttribute : Attribute;
