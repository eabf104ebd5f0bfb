using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ActorServer.Native.Sockets;
using ActorServer.Protocol.Serialization;
using ActorServer.Serving.Streams;

namespace ActorServer.Serving.Tls;

/// <summary>One client's handshake. Whatever the client sends, it ends with an outcome and never throws.</summary>
internal sealed class Handshake(TlsServer server, Socket client, SocketCounts? counts)
{
    // More than a connection may know of its client would travel with it to a worker.
    private const int LongestCertificate = TlsFields.LongestCertificate;
    private const int LongestName = 255;

    private readonly CiphertextStream _ciphertext = CiphertextStream.On(new AsynchronousSocketStream(client, counts));
    private string? _name;
    private string? _objection;

    /// <summary>Runs it.</summary>
    public async Task<HandshakeOutcome> RunAsync()
    {
        var ssl = new SslStream(_ciphertext, leaveInnerStreamOpen: true, IsWelcome);
        try
        {
            await ssl.AuthenticateAsServerAsync(Choose, null, CancellationToken.None).ConfigureAwait(false);
            _ciphertext.Gate.Leave();
            return new HandshakeOutcome.Agreed(new TlsSession(ssl, _ciphertext, Facts(ssl)));
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            await ssl.DisposeAsync().ConfigureAwait(false);
            return OutcomeOf(failure);
        }
    }

    private ValueTask<SslServerAuthenticationOptions> Choose(SslStream ssl, SslClientHelloInfo hello, object? state, CancellationToken cancellation)
    {
        _name = hello.ServerName is { Length: > 0 } name ? name[..Math.Min(name.Length, LongestName)] : null;
        return ValueTask.FromResult(server.For(_name));
    }

    private bool IsWelcome(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        _objection = certificate switch
        {
            null => server.NeedsClientCertificate ? "the client has shown no certificate" : null,
            _ when errors != SslPolicyErrors.None => $"the client's certificate is not accepted: {Reasons(chain, errors)}",
            _ when certificate.GetRawCertData().Length > LongestCertificate => $"the client's certificate is longer than {LongestCertificate} bytes",
            _ => null,
        };
        return _objection is null;
    }

    private static string Reasons(X509Chain? chain, SslPolicyErrors errors) => chain is { ChainStatus.Length: > 0 }
        ? string.Join(", ", chain.ChainStatus.Select(status => status.Status).Distinct())
        : errors.ToString();

    private TlsInfo Facts(SslStream ssl) => new(
        ssl.SslProtocol == SslProtocols.Tls13 ? "1.3" : "1.2",
        ssl.NegotiatedCipherSuite.ToString(),
        _name,
        ssl.NegotiatedApplicationProtocol.Protocol.IsEmpty ? null : ssl.NegotiatedApplicationProtocol.ToString())
    {
        ClientCertificate = ssl.RemoteCertificate?.GetRawCertData() ?? [],
    };

    private HandshakeOutcome OutcomeOf(Exception failure) => failure switch
    {
        _ when _ciphertext.WasReset => HandshakeOutcome.PeerReset.Instance,
        IOException when _ciphertext.HasEnded => HandshakeOutcome.PeerClosed.Instance,
        _ => new HandshakeOutcome.Failed(_objection ?? ErrorOf(failure)),
    };

    // OpenSSL's own words stand innermost, behind a number and the name of a library.
    private static string ErrorOf(Exception failure)
    {
        var text = failure.GetBaseException().Message.ReplaceLineEndings(" ");
        var words = text.LastIndexOf("::", StringComparison.Ordinal);
        return words < 0 ? text : text[(words + 2)..];
    }
}
