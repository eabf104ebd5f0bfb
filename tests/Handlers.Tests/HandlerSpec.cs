using System.Net;
using System.Text;
using ActorServer.Protocol.Handling;
using ActorServer.Protocol.Messages;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorServer.Handlers.Tests;

/// <summary>Plays the connection for one handler.</summary>
public abstract class HandlerSpec : TestKit
{
    protected static readonly IPEndPoint Peer = new(IPAddress.Loopback, 41234);
    private static readonly IPEndPoint Local = new(IPAddress.Loopback, 7788);

    protected HandlerSpec()
    {
        Connection = CreateTestProbe("connection");
    }

    protected TestProbe Connection { get; }

    protected IActorRef Handler { get; private set; } = ActorRefs.Nobody;

    protected void Connect(Props handler)
    {
        Handler = Sys.ActorOf(handler);
        Watch(Handler);
        Tell(new ConnectionInfo("c-42", "default", "test", Peer, Local));
        Tell(new Tcp.Connected(Peer, Local));
        Connection.ExpectMsg<Tcp.Register>(register => Assert.True(register.KeepOpenOnPeerClosed && register.Handler.Equals(Handler)));
    }

    protected void Tell(object message) => Handler.Tell(message, Connection);

    protected void Send(string text) => Send(Encoding.UTF8.GetBytes(text));

    protected void Send(byte[] bytes) => Tell(new Tcp.Received(ByteString.FromBytes(bytes)));

    protected void PeerCloses() => Tell(Tcp.PeerClosed.Instance);

    protected void ExpectReading() => Connection.ExpectMsg<Tcp.ResumeReading>();

    protected string ExpectWrite() => ExpectWriteBytes().ToString(Encoding.UTF8);

    protected ByteString ExpectWriteBytes() => Connection.ExpectMsg<Tcp.Write>().Data;

    /// <summary>All that is written until the handler closes, acknowledged as a socket would.</summary>
    protected byte[] ReadUntilClose()
    {
        var all = new List<byte>();
        while (true)
        {
            switch (Connection.ReceiveOne(TimeSpan.FromSeconds(10)))
            {
                case Tcp.Write write:
                    all.AddRange(write.Data.ToArray());
                    if (write.WantsAck)
                        Tell((WriteAcknowledged)write.Ack);
                    break;
                case Tcp.Close:
                    return [.. all];
                case Tcp.ResumeReading:
                    break;
                case var other:
                    throw new InvalidOperationException($"not expected: {other}");
            }
        }
    }

    protected void Closed()
    {
        Tell(Tcp.Closed.Instance);
        ExpectTerminated(Handler);
    }
}
