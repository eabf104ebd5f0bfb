using System.Net.Sockets;
using Akka.Actor;

namespace ActorServer.Protocol.Channel;

/// <summary>A client whose socket has come from the server. The socket is the receiver's.</summary>
/// <param name="Number">The number that the two sides have for the hand-off.</param>
/// <param name="Info">The connection.</param>
/// <param name="Socket">A descriptor of the client's socket.</param>
/// <param name="KeysVersion">The certificates with which the receiver ends the client's TLS; 0 where there is no TLS, or it has ended already.</param>
internal sealed record HandOffClient(long Number, ConnectionInfo Info, SafeSocketHandle Socket, long KeysVersion = 0) : INoSerializationVerificationNeeded;
