using System.Text;
using ActorServer;
using Akka.IO;

namespace Mine._1;

/// <summary>Gives back what a client sends, in upper case. One of these is made for each client.</summary>
public sealed class UpperCaseHandler : ActorHandler
{
    protected override void OnConnected() => Write("say something\n"u8);

    protected override void OnReceived(ByteString data) =>
        Write(Encoding.UTF8.GetBytes(data.ToString(Encoding.UTF8).ToUpperInvariant()));
}
