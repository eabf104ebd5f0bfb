using System.Net.Security;
using System.Security.Authentication;
using ActorServer.Protocol.Channel;
using ActorServer.Serving.Tls;
using ActorServer.Tests.Shared;

namespace ActorServer.Serving.Tests.Tls;

/// <summary>A connection over loopback on which both sides have agreed on TLS.</summary>
internal sealed class TlsPair : IDisposable
{
    private static readonly TestAuthority Authority = new();
    private static readonly TlsServer Server = TlsServer.From(SetupFor(Authority.Issue("localhost")));

    public TlsPair(SslProtocols version = SslProtocols.Tls13)
    {
        Client = ClientOn(Sockets);
        var handshake = Server.HandshakeAsync(Sockets.Accepted);
        Client.AuthenticateAsClient(new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = version });
        Session = Assert.IsType<HandshakeOutcome.Agreed>(handshake.WaitAsync(SocketPair.Patience).GetAwaiter().GetResult()).Session;
    }

    public SocketPair Sockets { get; } = new();

    /// <summary>The client's end.</summary>
    public SslStream Client { get; }

    /// <summary>The server's end.</summary>
    public TlsSession Session { get; }

    public static TlsSetup SetupFor(TestAuthority.Pair pair) => new() { Certificates = [new TlsCertificate([], pair.Chain, pair.KeyPem)] };

    public static SslStream ClientOn(SocketPair sockets) =>
        new(new System.Net.Sockets.NetworkStream(sockets.Peer) { ReadTimeout = (int)SocketPair.Patience.TotalMilliseconds }, leaveInnerStreamOpen: true,
            (_, certificate, _, _) => certificate is not null);

    /// <summary>Reads so many bytes at the client.</summary>
    public byte[] ClientReads(int count)
    {
        var bytes = new byte[count];
        Client.ReadExactly(bytes);
        return bytes;
    }

    public void Dispose()
    {
        Session.Dispose();
        Client.Dispose();
        Sockets.Dispose();
    }
}
