using ActorServer.Protocol.Handling;
using Akka.Actor;

namespace ActorServer.Protocol.Messages;

/// <summary>The server tells a worker which handler serves the socket that has been handed over under this number.</summary>
/// <param name="Number">The hand-off's number on this worker's control socket.</param>
/// <param name="Info">The connection.</param>
/// <param name="Handler">The handler, deployed to the worker.</param>
internal sealed record HandOver(long Number, ConnectionInfo Info, IActorRef Handler);
