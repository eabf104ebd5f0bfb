using Akka.Actor;

namespace ActorServer.Server.Connections;

/// <summary>What the node that serves a client says of its end, to the connection that the client has on its front.</summary>
/// <param name="Reason">As in the record there.</param>
/// <param name="Worker">The worker that served it; null without one.</param>
/// <param name="Exit">How that worker ended, as the record there says; null where it did not.</param>
/// <param name="Error">What went wrong, if anything.</param>
internal sealed record NodeReport(string Reason, string? Worker, string? Exit, string? Error) : INoSerializationVerificationNeeded;
