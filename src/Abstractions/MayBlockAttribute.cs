namespace ActorServer;

/// <summary>
/// Declares that a handler may block its thread: for I/O, for a lock, for a long computation. The <c>event</c> model, in
/// which all handlers share a few threads, refuses such a handler at start-up; the other models do not care.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class MayBlockAttribute : Attribute;
