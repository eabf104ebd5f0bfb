using ActorServer.Protocol.Handling; using Akka.IO;
namespace ActorServer.Handlers;
public sealed class EchoHandler : ActorHandler { protected override void OnReceived(ByteString data) => Write(data); }
