using System.Net.Sockets;
using ActorServer.Protocol.Channel;
using ActorServer.Protocol.Messages;
using ActorServer.Serving.Tls;
using Akka.Actor;

namespace ActorServer.RemoteWorker;

/// <summary>
/// The handshake with a client whose TLS ends in this worker, as a part of the actor that has its socket: before the handler is made,
/// which knows what was agreed on. The server is told.
/// </summary>
/// <param name="client">The client.</param>
/// <param name="report">What the server is told.</param>
internal sealed class ClientHandshake(HandOffClient client, EndReport report)
{
    /// <summary>What was agreed on; null before.</summary>
    public TlsSession? Session { get; private set; }

    /// <summary>Begins it. Its outcome comes to the actor, for <see cref="Agreed"/>.</summary>
    public static void Begin(TlsServer server, Socket socket, IActorRef self) => Task.Run(() => server.HandshakeAsync(socket)).PipeTo(self, failure: Failed);

    private static HandshakeOutcome.Failed Failed(Exception failure)
    {
        MemoryLimit.EndIfReached(failure);
        return new HandshakeOutcome.Failed(failure.Message.ReplaceLineEndings(" "));
    }

    /// <summary>The connection with what was agreed on; null when there is nothing to serve, and the server is told why.</summary>
    public ConnectionInfo? Agreed(HandshakeOutcome outcome, Action<HandOffOutcome, string> end)
    {
        if (outcome is HandshakeOutcome.Agreed { Session: var session })
        {
            Session = session;
            report.Agreed(session.Info);
            return client.Info with { Tls = session.Info };
        }

        // No handler was made that could stop later.
        report.HandlerEnded();
        report.Truncated = outcome is HandshakeOutcome.PeerClosed;
        switch (outcome)
        {
            case HandshakeOutcome.Failed failed:
                end(HandOffOutcome.HandshakeFailed, failed.Error);
                break;
            case HandshakeOutcome.PeerClosed:
                end(HandOffOutcome.AfterPeer, "");
                break;
            default:
                end(HandOffOutcome.PeerReset, "");
                break;
        }

        return null;
    }

    /// <summary>The client is no longer read or written.</summary>
    public string Release(string error)
    {
        if (Session is null)
            return error;
        report.Truncated |= Session.IsTruncated;
        Session.Dispose();
        return error.Length == 0 ? Session.Fault ?? "" : error;
    }
}
