using System.Net.Sockets;
using ActorServer.Protocol.Messages;
using ActorServer.Protocol.Remoting;
using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorServer.Protocol.Tests.Remoting;

/// <summary>
/// Who has one end of a pair is the host that it was given to: whatever it sends costs that host alone, and its connection is
/// neither had twice nor replaced.
/// </summary>
public class PairSpec : ServerAndWorker
{
    private const string Other = "w-2";

    private readonly TestKit _worker;

    public PairSpec()
        : base("akka.loglevel = DEBUG")
    {
        _worker = StartWorker();
        Associate(_worker);
        Credentials.Admit(Other);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    [InlineData((192 * 1024) + 1)]
    [InlineData(0x47455420)]
    public void Should_end_for_a_frame_of_a_wrong_size(int length)
    {
        using var end = Connect(Other);
        var header = BitConverter.GetBytes(length);
        Array.Reverse(header);
        end.Send(header);
        ShouldEnd(end);
        ShouldWork();
    }

    [Fact]
    public void Should_not_let_a_host_pass_for_another_in_the_protocol_above()
    {
        using var end = Connect(Other);
        end.Send(AssociateFrames.From("worker", WorkerHost));
        AwaitAssert(() => Assert.Equal(1, Credentials.Dropped), Soon);
        ShouldWork();
    }

    [Fact]
    public void Should_say_once_that_a_host_is_gone_which_never_spoke()
    {
        Connect(Other).Dispose();
        AwaitAssert(() => Assert.Equal(1, EndsOf(Other)), Soon);
        ShouldWork();
    }

    [Fact]
    public async Task Should_say_once_that_a_host_is_gone_which_did()
    {
        await _worker.Sys.Terminate().WaitAsync(Soon);
        AwaitAssert(() => Assert.Equal(1, EndsOf()), Soon);
    }

    [Fact]
    public void Should_be_closed_when_a_host_is_revoked_that_has_not_spoken_yet()
    {
        using var end = Connect(Other);
        Credentials.Revoke(Other);
        ShouldEnd(end);
        Assert.Equal(1, EndsOf(Other));
    }

    [Fact]
    public void Should_not_be_for_a_host_that_is_not_admitted()
    {
        Assert.Throws<InvalidOperationException>(() => Connect("w-3"));
        Assert.Throws<ArgumentException>(() => Credentials.Admit(Other));
        Assert.Throws<ArgumentException>(() => Credentials.Admit("127.0.0.1"));
    }

    [Fact]
    public void Should_not_lead_a_worker_to_anybody_but_its_server()
    {
        var probe = CreateTestProbe();
        Grant(probe);
        RemoteRef(_worker.Sys, probe.Ref.Path.ToStringWithAddress(AddressOf(Other))).Tell(Draining.Instance);
        probe.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        ShouldWork();
    }

    [Fact]
    public void Should_be_had_once()
    {
        using var end = Connect(Other);
        var setup = new PairSetup(end);
        Assert.Same(end, setup.Take());
        Assert.Null(setup.Take());
    }

    private void ShouldEnd(Socket end)
    {
        var received = 0;
        try
        {
            received = end.Receive(new byte[1]);
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            // As good.
        }

        Assert.Equal(0, received);
        AwaitAssert(() => Assert.Equal(1, EndsOf(Other)), Soon);
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
