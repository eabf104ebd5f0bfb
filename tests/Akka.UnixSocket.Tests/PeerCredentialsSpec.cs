using System.Net.Sockets;
using System.Text;
using ActorServer.Native.Processes;
using ActorServer.Tests.Shared;
using Akka.Remote.Transport;

namespace ActorServer.UnixSocket.Tests;

/// <summary>Only processes of the same user are associated with, even where the modes of the files would let others in.</summary>
public class PeerCredentialsSpec : TwoTransports
{
    private const uint Nobody = 65534;

    [Fact]
    public void A_process_of_this_user_should_be_taken_for_one()
    {
        using var pair = new UnixSocketPair();
        Assert.True(ProcessUser.IsOurs(pair.One));
        Assert.True(ProcessUser.IsOurs(pair.Other));
    }

    [FactForRoot]
    public async Task A_peer_of_another_user_should_be_refused_whatever_it_says()
    {
        OpenToAll(Far);
        using var peer = await AsUser.Run(Nobody, () =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = (int)Soon.TotalMilliseconds };
            socket.Connect(new UnixDomainSocketEndPoint(Path.Combine(SocketDirectory, Far + ".sock")));
            return socket;
        });
        // It may have been hung up on before it could say anything.
        var received = 0;
        try
        {
            peer.Send(new Greeting(AddressOf("raw")).ToBytes());
            received = peer.Receive(new byte[1]);
        }
        catch (SocketException gone) when (gone.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
        }

        Assert.Equal(0, received);
        Inbound.ExpectNoMsg(0);
        await AssociateAsync();
    }

    [FactForRoot]
    public async Task A_host_of_another_user_should_not_be_told_who_calls()
    {
        OpenToAll(Far);
        File.SetUnixFileMode(SocketDirectory, (UnixFileMode)Convert.ToInt32("0777", 8));
        using var listener = await AsUser.Run(Nobody, () =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(SocketDirectory, "impostor.sock")));
            socket.Listen();
            return socket;
        });
        var accepting = listener.AcceptAsync();
        var refusal = await Assert.ThrowsAsync<InvalidAssociationException>(() => NearTransport.Associate(AddressOf("impostor")).WaitAsync(Soon));
        Assert.Contains("a process of another user", refusal.Message, StringComparison.Ordinal);
        using var accepted = await accepting.WaitAsync(Soon);
        accepted.ReceiveTimeout = (int)Soon.TotalMilliseconds;
        var heard = new byte[100];
        Assert.Equal("", Encoding.ASCII.GetString(heard, 0, accepted.Receive(heard)));
    }

    private void OpenToAll(string host)
    {
        File.SetUnixFileMode(SocketDirectory, (UnixFileMode)Convert.ToInt32("0711", 8));
        File.SetUnixFileMode(Path.Combine(SocketDirectory, host + ".sock"), (UnixFileMode)Convert.ToInt32("0666", 8));
    }
}
