using System.Net.Sockets;
using Akka.Remote.Transport;
using Google.Protobuf;

namespace ActorServer.UnixSocket.Tests;

/// <summary>What Akka.Remote asks of any transport and of its associations.</summary>
public class TransportContractSpec : TwoTransports
{
    [Fact]
    public async Task Associating_should_tell_each_side_who_the_other_is()
    {
        var (near, far) = await AssociateAsync();
        Assert.Equal((AddressOf(Near), AddressOf(Far)), (near.LocalAddress, near.RemoteAddress));
        Assert.Equal((AddressOf(Far), AddressOf(Near)), (far.LocalAddress, far.RemoteAddress));
    }

    [Fact]
    public async Task What_was_written_before_anybody_listens_should_wait_for_the_listener()
    {
        var (near, far) = await AssociateAsync();
        Assert.True(near.Write(ByteString.CopyFromUtf8("early")));
        Assert.Equal("early", ListenTo(far).ExpectMsg<InboundPayload>(Soon).Payload.ToStringUtf8());
    }

    [Fact]
    public async Task Payloads_should_go_both_ways_in_order()
    {
        var (near, far) = await AssociateAsync();
        var (atNear, atFar) = (ListenTo(near), ListenTo(far));
        for (var number = 0; number < 1_000; number++)
        {
            Assert.True(near.Write(ByteString.CopyFromUtf8($"to far {number}")));
            Assert.True(far.Write(ByteString.CopyFromUtf8($"to near {number}")));
        }

        for (var number = 0; number < 1_000; number++)
        {
            Assert.Equal($"to far {number}", atFar.ExpectMsg<InboundPayload>(Soon).Payload.ToStringUtf8());
            Assert.Equal($"to near {number}", atNear.ExpectMsg<InboundPayload>(Soon).Payload.ToStringUtf8());
        }
    }

    [Fact]
    public async Task Writing_should_be_possible_from_many_threads_at_once()
    {
        var (near, far) = await AssociateAsync();
        var atFar = ListenTo(far);
        var bytes = Enumerable.Range(0, 8).ToDictionary(writer => (byte)writer, _ => 0);
        await Task.WhenAll(bytes.Keys.Select(writer => Task.Run(() =>
        {
            for (var number = 0; number < 500; number++)
                Assert.True(near.Write(ByteString.CopyFrom([writer, .. BitConverter.GetBytes(number)])));
        })));
        for (var received = 0; received < 4_000; received++)
        {
            var payload = atFar.ExpectMsg<InboundPayload>(Soon).Payload.Span;
            Assert.Equal(bytes[payload[0]]++, BitConverter.ToInt32(payload[1..]));
        }
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("../far")]
    [InlineData("")]
    public async Task Associating_with_whom_there_is_not_should_fail_as_Akka_expects(string host) =>
        await Assert.ThrowsAsync<InvalidAssociationException>(() => NearTransport.Associate(AddressOf(host)).WaitAsync(Soon));

    [Fact]
    public async Task A_burst_that_fills_the_backlog_should_wait_its_turn()
    {
        using var busy = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        busy.Bind(new UnixDomainSocketEndPoint(Path.Combine(SocketDirectory, "busy.sock")));
        busy.Listen(0);
        using var first = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        first.Connect(busy.LocalEndPoint!);

        var associating = NearTransport.Associate(AddressOf("busy"));
        Assert.False(associating.IsCompleted, "there was no room in the backlog");
        (await busy.AcceptAsync()).Dispose();
        using var second = await busy.AcceptAsync().WaitAsync(Soon);
        second.Send([0x06]);
        Disassociate(await associating.WaitAsync(Soon));
    }

    [Fact]
    public async Task A_host_that_is_too_busy_to_accept_should_keep_its_socket()
    {
        using var busy = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        busy.Bind(new UnixDomainSocketEndPoint(Path.Combine(SocketDirectory, "busy.sock")));
        busy.Listen(0);
        using var first = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        first.Connect(busy.LocalEndPoint!);
        var listening = Task.Run(() => Transport("busy").Listen());
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => listening.WaitAsync(TimeSpan.FromSeconds(5)));
        Assert.Contains("another process listens there", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_that_start_at_once_where_a_file_was_left_behind_one_should_listen()
    {
        for (var round = 0; round < 10; round++)
        {
            await File.WriteAllTextAsync(Path.Combine(SocketDirectory, "same.sock"), "");
            var starting = Enumerable.Range(0, 8).Select(_ => Transport("same")).ToDictionary(transport => transport, transport => Task.Run(transport.Listen));
            await Task.WhenAll(starting.Values).WaitAsync(Soon).ContinueWith(_ => { }, TaskScheduler.Default);

            var winner = Assert.Single(starting, start => start.Value.IsCompletedSuccessfully);
            Assert.All(starting.Values.Where(start => start.IsFaulted), start => Assert.Contains("another process listens there", start.Exception!.Message, StringComparison.Ordinal));
            (await winner.Value).Item2.SetResult(new ActorAssociationEventListener(Inbound));
            Disassociate(await NearTransport.Associate(AddressOf("same")).WaitAsync(Soon));
            await winner.Key.Shutdown().WaitAsync(Soon);
        }
    }

    [Fact]
    public async Task Nobody_should_come_in_before_Akka_says_who_hears_of_it()
    {
        var late = Transport("late");
        var (_, promise) = await late.Listen();
        var associating = NearTransport.Associate(AddressOf("late"));
        Inbound.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        Assert.False(associating.IsCompleted);
        promise.SetResult(new ActorAssociationEventListener(Inbound));
        await associating.WaitAsync(Soon);
        Inbound.ExpectMsg<InboundAssociation>(Soon);
    }

    [Fact]
    public async Task Shutting_down_should_end_the_associations_and_let_none_begin()
    {
        var (near, far) = await AssociateAsync();
        var (atNear, atFar) = (ListenTo(near), ListenTo(far));
        Assert.True(await NearTransport.Shutdown().WaitAsync(Soon));
        atFar.ExpectMsg<Disassociated>(Soon);
        atNear.ExpectNoMsg(0);
        await Assert.ThrowsAsync<InvalidAssociationException>(() => NearTransport.Associate(AddressOf(Far)));
        await Assert.ThrowsAsync<InvalidAssociationException>(() => FarTransport.Associate(AddressOf(Near)));
    }

    [Fact]
    public async Task Shutting_down_again_should_leave_the_successors_socket_alone()
    {
        await FarTransport.Shutdown();
        var successor = Transport(Far);
        (await successor.Listen()).Item2.SetResult(new ActorAssociationEventListener(Inbound));
        await FarTransport.Shutdown();
        await AssociateAsync();
    }
}
