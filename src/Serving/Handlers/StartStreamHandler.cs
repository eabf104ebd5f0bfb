using Akka.Actor;

namespace ActorServer.Serving.Handlers;

/// <summary>
/// To <see cref="DeployedHandlers"/>, from a connection in the same worker: make a <see cref="StreamHandler"/> for the sender and lend
/// it this socket.
/// </summary>
/// <param name="Info">The connection.</param>
/// <param name="Socket">The client's socket.</param>
internal sealed record StartStreamHandler(ConnectionInfo Info, SocketLoan Socket) : INoSerializationVerificationNeeded;
