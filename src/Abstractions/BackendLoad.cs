using Akka.Configuration;

namespace ActorServer;

/// <summary>What a service asks of its backend at most.</summary>
/// <param name="Settings">The backend's block, checked.</param>
/// <param name="Handler">The handler's kind; null where its worker alone knows it, never for a plugged-in backend.</param>
/// <param name="Clients">The most clients that are served at once.</param>
public sealed record BackendLoad(Config Settings, HandlerKind? Handler, int Clients);
