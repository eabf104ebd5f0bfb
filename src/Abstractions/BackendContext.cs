using Akka.Actor;
using Akka.Configuration;

namespace ActorServer;

/// <summary>What a backend is constructed with.</summary>
/// <param name="Service">The name of the service it belongs to.</param>
/// <param name="Name">The name of its block under <c>actor-server.backends</c>.</param>
/// <param name="Config">That block.</param>
/// <param name="HandlerProps">Makes the props of one handler of the service, to be run in this process.</param>
/// <param name="HandlerKind">What that handler is written as; null where its worker alone knows it, never for a plugged-in backend.</param>
public sealed record BackendContext(string Service, string Name, Config Config, Func<Props> HandlerProps, HandlerKind? HandlerKind);
