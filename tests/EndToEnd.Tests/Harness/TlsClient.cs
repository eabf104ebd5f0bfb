using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>A client that speaks TLS, and looks at the server's certificate. Every step ends in time or fails.</summary>
internal sealed class TlsClient : IDisposable
{
    private readonly Socket _socket;
    private readonly SslStream _stream;
    private readonly string _authority;

    private TlsClient(Socket socket, string authority)
    {
        _socket = socket;
        _authority = authority;
        _stream = new SslStream(new NetworkStream(socket), leaveInnerStreamOpen: true, IsSigned);
        Address = socket.LocalEndPoint!.ToString()!;
        Port = ((IPEndPoint)socket.RemoteEndPoint!).Port;
    }

    /// <summary>Its own address, by which records name it.</summary>
    public string Address { get; }

    /// <summary>The port of the service to which it is connected.</summary>
    public int Port { get; }

    /// <summary>What the server has shown.</summary>
    public string Serial => _stream.RemoteCertificate!.GetSerialNumberString();

    public string Protocol => _stream.NegotiatedApplicationProtocol.ToString();

    /// <summary>Connects and agrees.</summary>
    public static async Task<TlsClient> ConnectAsync(
        int port, string authority, string name = "localhost", SslProtocols version = SslProtocols.None, X509Certificate2? certificate = null, string? alpn = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port)).WaitAsync(Deadlines.Step);
        var client = new TlsClient(socket, authority);
        try
        {
            await client._stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = name,
                EnabledSslProtocols = version,
                ClientCertificates = certificate is null ? null : [certificate],
                ApplicationProtocols = alpn is null ? null : [new SslApplicationProtocol(alpn)],
            }).WaitAsync(Deadlines.Step);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public Task SendAsync(string text) => _stream.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask().WaitAsync(Deadlines.Step);

    /// <summary>Sends a line and reads the line that answers it.</summary>
    public async Task<string> AskAsync(string line)
    {
        await SendAsync(line + "\n");
        var answer = new List<byte>();
        var next = new byte[1];
        while (await ReadAsync(next) == 1 && next[0] != '\n')
            answer.Add(next[0]);
        return Encoding.UTF8.GetString([.. answer]);
    }

    /// <summary>Reads what has come; 0 is the server's end.</summary>
    public Task<int> ReadAsync(Memory<byte> into) => _stream.ReadAsync(into).AsTask().WaitAsync(Deadlines.Step);

    public async Task<string> ReadToEndAsync()
    {
        using var all = new MemoryStream();
        var piece = new byte[16 * 1024];
        while (await ReadAsync(piece) is var read and > 0)
            all.Write(piece, 0, read);
        return Encoding.UTF8.GetString(all.ToArray());
    }

    /// <summary>Says <c>close_notify</c>, and with <paramref name="andClose"/> closes the sending side.</summary>
    public async Task EndSendingAsync(bool andClose = true)
    {
        await _stream.ShutdownAsync();
        if (andClose)
            CutSending();
    }

    /// <summary>Closes the sending side without a word of TLS.</summary>
    public void CutSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>How the connection ends: whatever TLS comes before, with an end-of-file or a reset.</summary>
    public async Task<ConnectionEnd> EndAsync()
    {
        try
        {
            var buffer = new byte[16 * 1024];
            using var deadline = new CancellationTokenSource(Deadlines.Step);
            while (await _socket.ReceiveAsync(buffer, deadline.Token) > 0)
                continue;
            return ConnectionEnd.Finished;
        }
        catch (SocketException failure) when (failure.SocketErrorCode is SocketError.ConnectionReset)
        {
            return ConnectionEnd.Reset;
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    private bool IsSigned(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
            return false;
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.CustomTrustStore.ImportFromPem(_authority);
        return own.Build(new X509Certificate2(certificate));
    }
}
