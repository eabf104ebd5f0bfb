using System.Text;
using Akka.IO;

namespace ActorServer.TestKit.Tests.Doubles;

/// <summary>Echoes, and does what some pieces say.</summary>
public sealed class DialogueHandler : ActorHandler
{
    protected override void OnReceived(ByteString data)
    {
        switch (data.ToString(Encoding.UTF8))
        {
            case "close":
                Close();
                break;
            case "abort":
                Abort();
                break;
            case "stop":
                Context.Stop(Self);
                break;
            case "throw":
                throw new FormatException("no \"words\"");
            default:
                Write(data);
                break;
        }
    }

    protected override void OnDraining() => Write("draining"u8);

    protected override void OnMessage(object message) => Write(Encoding.UTF8.GetBytes($"message {(message is Func<string> slow ? slow() : message)}"));
}
