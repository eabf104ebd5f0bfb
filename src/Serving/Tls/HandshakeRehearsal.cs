using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Net.Sockets;
using ActorServer.Native.Sockets;

namespace ActorServer.Serving.Tls;

/// <summary>A handshake of a process with itself: what it loads and compiles for the first one no client has to wait for.</summary>
internal static class HandshakeRehearsal
{
    /// <summary>Makes one. How it ends does not matter.</summary>
    [SuppressMessage("Security", "CA5359", Justification = "The other side is this process.")]
    public static async Task RunAsync(TlsServer server)
    {
        if (LocalSocketPair.MakeConnection(out var ours, out var theirs) != 0)
            return;
        using var socket = new Socket(ours);
        await using var client = new SslStream(new NetworkStream(new Socket(theirs), ownsSocket: true), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        var handshake = server.HandshakeAsync(socket);
        try
        {
            await client.AuthenticateAsClientAsync("localhost").ConfigureAwait(false);
            await client.WriteAsync(new byte[1]).ConfigureAwait(false);
            if (await handshake.ConfigureAwait(false) is HandshakeOutcome.Agreed { Session: var session })
                await ExchangeAsync(session).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or System.Security.Authentication.AuthenticationException)
        {
            // One who has no certificate to show is refused, and knows all the same by now.
        }
    }

    private static async Task ExchangeAsync(TlsSession session)
    {
        using (session)
        {
            _ = await session.ReadAsync(new byte[1], CancellationToken.None).ConfigureAwait(false);
            session.Write(new byte[1]);
            await session.EndOutputAsync().ConfigureAwait(false);
        }
    }
}
