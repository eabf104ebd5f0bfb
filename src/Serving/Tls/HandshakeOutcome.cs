using Akka.Actor;
using Akka.Event;

namespace ActorServer.Serving.Tls;

/// <summary>How a handshake has ended.</summary>
internal abstract record HandshakeOutcome : INoSerializationVerificationNeeded, IDeadLetterSuppression
{
    /// <summary>Client and server have agreed. The session is the receiver's.</summary>
    internal sealed record Agreed(TlsSession Session) : HandshakeOutcome;

    /// <summary>They cannot agree, or the client does not speak TLS. The alert, where there is one, is on its way.</summary>
    /// <param name="Error">Why, in one line.</param>
    internal sealed record Failed(string Error) : HandshakeOutcome;

    /// <summary>The client has closed its side before they had agreed.</summary>
    internal sealed record PeerClosed : HandshakeOutcome
    {
        public static readonly PeerClosed Instance = new();
    }

    /// <summary>The client has reset the connection, or it is lost.</summary>
    internal sealed record PeerReset : HandshakeOutcome
    {
        public static readonly PeerReset Instance = new();
    }
}
