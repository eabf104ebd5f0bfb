namespace ActorServer;

/// <summary>A handler that a backend is to run.</summary>
/// <param name="Name">As the configuration names it.</param>
/// <param name="Type">Its type.</param>
/// <param name="Kind">What it is written as.</param>
/// <param name="Isolation">The name of the backend's block.</param>
public sealed record HandlerToRun(string Name, Type Type, HandlerKind Kind, string Isolation);
