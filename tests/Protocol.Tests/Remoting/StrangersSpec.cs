using System.Net.Sockets;
using System.Text;
using ActorServer.Protocol.Messages;
using ActorServer.Protocol.Remoting;
using Akka.Event;
using Akka.TestKit.Xunit2;

namespace ActorServer.Protocol.Tests.Remoting;

/// <summary>Whoever connects without a credential is refused, and the association that is there goes on undisturbed.</summary>
public class StrangersSpec : ServerAndWorker
{
    private readonly TestKit _worker;

    public StrangersSpec()
        : base("akka { loglevel = DEBUG, remote.unix-socket.handshake-timeout = 500ms }")
    {
        _worker = StartWorker();
        Associate(_worker);
    }

    [Theory]
    [InlineData("w-2", "wrong")]
    [InlineData("w-2", "")]
    [InlineData("w-3", Secret)]
    [InlineData(WorkerHost, Secret)]
    public void Should_be_refused_without_a_credential_that_is_free(string host, string secret)
    {
        Credentials.Admit("w-2", "right");
        using var stranger = Connect();
        stranger.Send(new Greeting(UnixSocketTransport.AddressOf("server-and-worker", host), secret).ToBytes());
        ShouldBeHungUpOn(stranger);
    }

    [Fact]
    public void Should_be_welcome_with_one()
    {
        Credentials.Admit("w-2", "right");
        using var stranger = Connect();
        stranger.Send(new Greeting(UnixSocketTransport.AddressOf("server-and-worker", "w-2"), "right").ToBytes());
        Assert.Equal(1, stranger.Receive(new byte[1]));
    }

    [Fact]
    public void Should_not_be_reported_as_refused_when_it_was_let_in_and_has_gone_meanwhile()
    {
        var log = CreateTestProbe();
        Sys.EventStream.Subscribe(log, typeof(LogEvent));
        Credentials.Admit("w-2", "right");
        using var passing = Connect();
        // To whoever writes it is gone from now on (shutdown(2)). Closing it after its greeting would be a race with the welcome.
        passing.Shutdown(SocketShutdown.Receive);
        passing.Send(new Greeting(UnixSocketTransport.AddressOf("server-and-worker", "w-2"), "right").ToBytes());
        var said = log.FishForMessage<LogEvent>(entry => entry.LogSource.Contains(nameof(UnixSocketTransport), StringComparison.Ordinal), Soon);
        Assert.Equal(LogLevel.DebugLevel, said.LogLevel());
        Assert.Contains("has gone before it was welcomed", said.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("ASUX\u0001\u0000\u0004\u0000\u0000abcd")]
    [InlineData("ASUX\u0002\u0000\u0005\u0000\u0000a@w-2")]
    [InlineData("ASUX\u0001\u0000\u0009\u0000\u0000a@../../x")]
    [InlineData("AS")]
    [InlineData("")]
    public void Should_be_refused_for_garbage_and_for_silence(string sent)
    {
        using var stranger = Connect();
        stranger.Send(Encoding.ASCII.GetBytes(sent));
        ShouldBeHungUpOn(stranger);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    [InlineData((192 * 1024) + 1)]
    public void Should_lose_its_association_for_a_frame_of_a_wrong_size(int length)
    {
        Credentials.Admit("w-2", "right");
        using var stranger = Connect();
        stranger.Send(new Greeting(UnixSocketTransport.AddressOf("server-and-worker", "w-2"), "right").ToBytes());
        Assert.Equal(1, stranger.Receive(new byte[1]));
        var header = BitConverter.GetBytes(length);
        Array.Reverse(header);
        stranger.Send(header);
        ShouldBeHungUpOn(stranger);
    }

    [Fact]
    public void Should_not_pass_for_another_system_in_the_protocol_above()
    {
        Credentials.Admit("w-2", "right");
        using var stranger = Connect();
        stranger.Send(new Greeting(UnixSocketTransport.AddressOf("server-and-worker", "w-2"), "right").ToBytes());
        Assert.Equal(1, stranger.Receive(new byte[1]));
        var associate = AssociateFrames.From("server-and-worker", WorkerHost);
        stranger.Send(associate);
        AwaitAssert(() => Assert.Equal(1, Credentials.Dropped), Soon);
        ShouldWork();
    }

    [Fact]
    public void Should_not_find_a_socket_of_the_worker() => Assert.False(File.Exists(Path.Combine(SocketDirectory, WorkerHost + ".sock")));

    private Socket Connect()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = (int)Soon.TotalMilliseconds };
        socket.Connect(new UnixDomainSocketEndPoint(ServerSocket));
        return socket;
    }

    private void ShouldBeHungUpOn(Socket stranger)
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
        ShouldWork();
    }

    private void ShouldWork()
    {
        var probe = CreateTestProbe();
        Grant(probe);
        RemoteRef(_worker.Sys, probe).Tell(EndWorker.Instance, _worker.TestActor);
        probe.ExpectMsg<EndWorker>(Soon);
        probe.Reply(Draining.Instance);
        _worker.ExpectMsg<Draining>(Soon);
    }
}
