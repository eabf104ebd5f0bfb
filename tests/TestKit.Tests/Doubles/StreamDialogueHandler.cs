using System.Text;

namespace ActorServer.TestKit.Tests.Doubles;

/// <summary>The same on a stream.</summary>
public class StreamDialogueHandler : StreamHandler
{
    public override async Task HandleAsync(Stream stream, ConnectionInfo connection, CancellationToken cancellation)
    {
        using var drain = connection.Draining.Register(() => stream.Write("draining"u8));
        var buffer = new byte[64 * 1024];
        while (await stream.ReadAsync(buffer, cancellation) is var count and > 0)
        {
            switch (Encoding.UTF8.GetString(buffer, 0, count))
            {
                case "close":
                    return;
                case "throw":
                    throw new FormatException("no \"words\"");
                default:
                    await stream.WriteAsync(buffer.AsMemory(0, count), cancellation);
                    break;
            }
        }
    }
}

/// <summary>The same with asynchronous calls.</summary>
[Duplex]
public sealed class DuplexDialogueHandler : StreamDialogueHandler;
