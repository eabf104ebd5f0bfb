using System.Net.Sockets;
using Akka.Actor;
using Akka.Configuration;
using Akka.Remote.Transport;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorServer.UnixSocket.Tests;

/// <summary>Two transports that listen in one directory, without Akka.Remote's own protocol above them.</summary>
public abstract class TwoTransports : TestKit
{
    protected const string Far = "far";
    protected const string Near = "near";

    protected static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly SocketDirectoryFixture _directory = new();
    private readonly List<UnixSocketTransport> _transports = [];
    private readonly string _more;

    protected TwoTransports(string more = "")
        : base("akka.loglevel = WARNING")
    {
        _more = more;
        NearTransport = Listening(Near, CreateTestProbe());
        Inbound = CreateTestProbe();
        FarTransport = Listening(Far, Inbound);
    }

    protected UnixSocketTransport NearTransport { get; }

    protected UnixSocketTransport FarTransport { get; }

    /// <summary>Hears of the associations that come in at the far end.</summary>
    protected TestProbe Inbound { get; }

    protected string SocketDirectory => _directory.Path;

    protected static Address AddressOf(string host) => new("unix", "test", host, 1);

    /// <summary>A transport that does not listen yet.</summary>
    protected UnixSocketTransport Transport(string host)
    {
        var config = ConfigurationFactory.ParseString($"directory = \"{_directory.Path}\", host-name = {host}\n{_more}");
        var transport = new UnixSocketTransport(Sys, config);
        _transports.Add(transport);
        return transport;
    }

    /// <summary>Associates near and far; nobody listens to the ends yet.</summary>
    protected async Task<(AssociationHandle Near, AssociationHandle Far)> AssociateAsync()
    {
        var near = await NearTransport.Associate(AddressOf(Far)).WaitAsync(Soon);
        return (near, Inbound.ExpectMsg<InboundAssociation>(Soon).Association);
    }

    /// <summary>A probe that hears what comes in at this end.</summary>
    protected TestProbe ListenTo(AssociationHandle end)
    {
        var probe = CreateTestProbe();
        end.ReadHandlerSource.SetResult(new ActorHandleEventListener(probe));
        return probe;
    }

    protected void Disassociate(AssociationHandle end) => end.Disassociate("the test wants it", Sys.Log);

    /// <summary>A peer that speaks no protocol of its own accord, connected to the far end and welcome there.</summary>
    protected (Socket Peer, AssociationHandle Far) ConnectRaw()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = (int)Soon.TotalMilliseconds };
        socket.Connect(new UnixDomainSocketEndPoint(_directory.SocketFileOf(Far)));
        socket.Send(new Greeting(AddressOf("raw")).ToBytes());
        Assert.Equal(1, socket.Receive(new byte[1]));
        return (socket, Inbound.ExpectMsg<InboundAssociation>(Soon).Association);
    }

    protected override void AfterAll()
    {
        Task.WaitAll([.. _transports.Select(transport => transport.Shutdown())], Soon);
        base.AfterAll();
        _directory.Dispose();
    }

    private UnixSocketTransport Listening(string host, TestProbe inbound)
    {
        var transport = Transport(host);
        var (address, promise) = transport.Listen().WaitAsync(Soon).GetAwaiter().GetResult();
        Assert.Equal(AddressOf(host), address);
        promise.SetResult(new ActorAssociationEventListener(inbound));
        return transport;
    }
}
