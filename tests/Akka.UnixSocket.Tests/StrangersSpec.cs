using System.Net.Sockets;
using System.Text;
using Akka.Event;
using Akka.Remote.Transport;
using Google.Protobuf;

namespace ActorServer.UnixSocket.Tests;

/// <summary>Whoever connects and speaks no such protocol is hung up on, and the association that is there goes on undisturbed.</summary>
public class StrangersSpec : TwoTransports
{
    public StrangersSpec()
        // Also what the association of the test itself may take on a slow machine.
        : base("handshake-timeout = 5s")
    {
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("ASUX\u0002\u0000\u0004abcd")]
    [InlineData("ASUX\u0001\u0000\u0005\u0000\u0000a@w-2")]
    [InlineData("ASUX\u0002\u0000\u0009a@../../x")]
    [InlineData("AS")]
    [InlineData("")]
    public async Task Should_be_refused_for_garbage_and_for_silence(string sent)
    {
        var (near, far) = await AssociateAsync();
        using var stranger = Connect();
        stranger.Send(Encoding.ASCII.GetBytes(sent));
        ShouldBeHungUpOn(stranger);
        ShouldWork(near, far);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    [InlineData((192 * 1024) + 1)]
    public async Task Should_lose_its_association_for_a_frame_of_a_wrong_size(int length)
    {
        var (near, far) = await AssociateAsync();
        var (stranger, itsEnd) = ConnectRaw();
        ListenTo(itsEnd);
        var header = BitConverter.GetBytes(length);
        Array.Reverse(header);
        stranger.Send(header);
        ShouldBeHungUpOn(stranger);
        stranger.Dispose();
        ShouldWork(near, far);
    }

    [Fact]
    public async Task Should_not_be_reported_as_refused_when_it_was_let_in_and_has_gone_meanwhile()
    {
        var log = CreateTestProbe();
        Sys.EventStream.Subscribe(log, typeof(LogEvent));
        // A transport sees at its start what is to be logged.
        Sys.EventStream.SetLogLevel(LogLevel.DebugLevel);
        (await Transport("talkative").Listen()).Item2.SetResult(new ActorAssociationEventListener(Inbound));
        using var passing = Connect("talkative");
        // To whoever writes it is gone from now on (shutdown(2)). Closing it after its greeting would be a race with the welcome.
        passing.Shutdown(SocketShutdown.Receive);
        passing.Send(new Greeting(AddressOf("raw")).ToBytes());
        var said = log.FishForMessage<LogEvent>(entry => entry.LogSource.Contains(nameof(UnixSocketTransport), StringComparison.Ordinal), Soon);
        Assert.Equal(LogLevel.DebugLevel, said.LogLevel());
        Assert.Contains("has gone before it was welcomed", said.ToString(), StringComparison.Ordinal);
    }

    private Socket Connect(string host = Far)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = (int)Soon.TotalMilliseconds };
        socket.Connect(new UnixDomainSocketEndPoint(Path.Combine(SocketDirectory, host + ".sock")));
        return socket;
    }

    private static void ShouldBeHungUpOn(Socket stranger)
    {
        var received = 0;
        try
        {
            received = stranger.Receive(new byte[1]);
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            // As good.
        }

        Assert.Equal(0, received);
    }

    private void ShouldWork(AssociationHandle near, AssociationHandle far)
    {
        var atFar = ListenTo(far);
        Assert.True(near.Write(ByteString.CopyFromUtf8("still here")));
        Assert.Equal("still here", atFar.ExpectMsg<InboundPayload>(Soon).Payload.ToStringUtf8());
    }
}
