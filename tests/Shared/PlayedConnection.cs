using System.Net;
using System.Text;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;

namespace ActorServer.Tests.Shared;

/// <summary>A probe that plays the connection of one handler, in the words that a real one uses.</summary>
internal sealed class PlayedConnection
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static readonly ConnectionInfo Info = new(
        "c-42", "default", "thread", new IPEndPoint(IPAddress.Loopback, 41234), new IPEndPoint(IPAddress.Loopback, 7788));

    private readonly TestKitBase _kit;

    public PlayedConnection(TestKitBase kit, Props handler)
    {
        _kit = kit;
        Probe = kit.CreateTestProbe();
        Handler = kit.Sys.ActorOf(handler);
    }

    public TestProbe Probe { get; }

    public IActorRef Handler { get; }

    /// <summary>A handler that is connected and has registered; what it does next is still to be expected.</summary>
    public static PlayedConnection Of(TestKitBase kit, Props handler)
    {
        var connection = new PlayedConnection(kit, handler);
        connection.Connect();
        return connection;
    }

    /// <summary>A handler that is connected and waits for its first piece.</summary>
    public static PlayedConnection Reading(TestKitBase kit, Props handler)
    {
        var connection = Of(kit, handler);
        connection.ExpectReading();
        return connection;
    }

    public void Connect(ConnectionInfo? info = null)
    {
        Tell(info ?? Info);
        Tell(new Tcp.Connected(Info.Peer, Info.Local));
        var register = Probe.ExpectMsg<Tcp.Register>(Patience);
        Assert.Equal(Handler, register.Handler);
        Assert.True(register.KeepOpenOnPeerClosed);
    }

    public void Tell(object message) => Handler.Tell(message, Probe.Ref);

    public void Send(string text) => Send(Encoding.UTF8.GetBytes(text));

    public void Send(byte[] bytes) => Tell(new Tcp.Received(ByteString.FromBytes(bytes)));

    public void EndInput() => Tell(Tcp.PeerClosed.Instance);

    public void ExpectReading() => Probe.ExpectMsg<Tcp.ResumeReading>(Patience);

    public void ExpectClose() => Probe.ExpectMsg<Tcp.Close>(Patience);

    public string ExpectFailure() => Probe.ExpectMsg<HandlerFailed>(Patience).Error;

    public Tcp.Write ExpectWrite() => Probe.ExpectMsg<Tcp.Write>(Patience);

    public void ExpectWritten(string text) => Assert.Equal(text, ExpectWrite().Data.ToString(Encoding.UTF8));

    public void ExpectNothing() => Probe.ExpectNoMsg(TimeSpan.FromMilliseconds(50));

    /// <summary>Answers a write as a socket does that has taken it.</summary>
    public void Acknowledge(Tcp.Write write)
    {
        if (write.WantsAck)
            Tell(write.Ack);
    }

    /// <summary>Takes and acknowledges exactly so many bytes.</summary>
    public byte[] Take(long count)
    {
        var taken = new MemoryStream();
        while (taken.Length < count)
        {
            if (Probe.ReceiveOne(Patience) is var message && message is Tcp.Write write)
            {
                write.Data.WriteTo(taken);
                Acknowledge(write);
            }
            else if (message is not Tcp.ResumeReading)
            {
                throw new InvalidOperationException($"not expected after {taken.Length} bytes: {message ?? "silence"}");
            }
        }

        return taken.ToArray();
    }

    /// <summary>Says that the connection is over, as one does when the handler has closed it; the handler stops.</summary>
    public void EndWith(Tcp.ConnectionClosed how)
    {
        var watcher = _kit.CreateTestProbe();
        watcher.Watch(Handler);
        Tell(how);
        watcher.ExpectTerminated(Handler, Patience);
    }
}
