using System.Net;
using Akka.Actor;
using Akka.IO;

namespace StaticFiles.Tests;

public sealed class EventStaticFilesHandlerTests : HandlerContract
{
    [Fact]
    public void A_client_that_does_not_read_gets_no_more_than_fits_on_the_way()
    {
        Folder.Write("large.txt", new string('a', 4_000_000));
        var handler = Connect();
        handler.Tell(new Tcp.Received(ByteString.FromString("GET /large.txt HTTP/1.1\r\nHost: a\r\n\r\n")));

        Assert.InRange(ReceiveWhile(message => message as Tcp.Write, idle: TimeSpan.FromMilliseconds(500)).Sum(write => write!.Data.Count), 1, 1_000_000);
    }

    /// <inheritdoc/>
    private protected override byte[] Serve(byte[] sends)
    {
        var handler = Connect();
        handler.Tell(new Tcp.Received(ByteString.FromBytes(sends)));
        handler.Tell(Tcp.PeerClosed.Instance);
        var written = new List<byte>();
        while (true)
        {
            switch (ReceiveOne(TimeSpan.FromSeconds(10)))
            {
                case Tcp.Write write:
                    written.AddRange(write.Data.ToArray());
                    if (write.WantsAck)
                        handler.Tell(write.Ack);
                    break;
                case Tcp.Close:
                    handler.Tell(Tcp.Closed.Instance);
                    return [.. written];
                case var other:
                    Assert.IsType<Tcp.ResumeReading>(other);
                    break;
            }
        }
    }

    private IActorRef Connect()
    {
        var handler = Sys.ActorOf(Props.Create<EventStaticFilesHandler>(Settings));
        handler.Tell(new Tcp.Connected(new IPEndPoint(IPAddress.Loopback, 1), new IPEndPoint(IPAddress.Loopback, 2)));
        ExpectMsg<Tcp.Register>();
        ExpectMsg<Tcp.ResumeReading>();
        return handler;
    }
}
