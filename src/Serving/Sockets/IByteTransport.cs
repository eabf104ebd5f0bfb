using Akka.Actor;
using Akka.Event;

namespace ActorServer.Serving.Sockets;

/// <summary>
/// Carries one client's bytes for the actor that owns it. No call waits: where one would have to, the actor is sent
/// <see cref="InputReady"/> or <see cref="RoomReady"/> later. Nothing above this interface knows what is below it.
/// </summary>
/// <remarks>
/// Only the owner's thread calls it. It has at most one wait each way at a time. The client's socket stays its owner's, which
/// closes it before it disposes of the transport.
/// </remarks>
internal interface IByteTransport : IDisposable
{
    /// <summary>Takes bytes that have come. None with <see cref="Transfer.Done"/> is the client's end-of-file.</summary>
    int Receive(Span<byte> buffer, out Transfer outcome);

    /// <summary>True when there is something to receive now; otherwise <see cref="InputReady"/> comes when there is.</summary>
    bool AwaitInput();

    /// <summary>Sends as many of these bytes as are taken at once.</summary>
    int Send(ReadOnlySpan<byte> bytes, out Transfer outcome);

    /// <summary>Sends a copy of these bytes, or of the first of them, when there is room; then <see cref="RoomReady"/> comes.</summary>
    void SendLater(ReadOnlySpan<byte> bytes);

    /// <summary>How many bytes the last <see cref="SendLater"/> has sent; to be asked when <see cref="RoomReady"/> has come.</summary>
    int SentLater(out Transfer outcome);

    /// <summary>
    /// Sends our end-of-file, after all that was sent. To be called again when <see cref="RoomReady"/> has come, which comes after
    /// <see cref="Transfer.MustWait"/>.
    /// </summary>
    Transfer EndOutput();

    /// <summary>To the owner: there is something to receive.</summary>
    sealed class InputReady : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly InputReady Instance = new();
    }

    /// <summary>To the owner: what was to be sent later has been sent, or the connection is lost.</summary>
    sealed class RoomReady : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly RoomReady Instance = new();
    }
}
