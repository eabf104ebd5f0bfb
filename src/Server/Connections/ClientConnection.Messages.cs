using System.Runtime.InteropServices;
using ActorServer.Native.Processes;
using ActorServer.Serving.Handlers;
using Akka.Actor;

namespace ActorServer.Server.Connections;

/// <content>What it hears from backend, worker's actor and service, what it tells them, and what it tells itself.</content>
internal sealed partial class ClientConnection
{
    /// <summary>
    /// From the worker's actor: hand the socket over on this control socket, under this number; the worker's
    /// <see cref="DeployedHandlers"/> make the handler. The answer is <see cref="HandOffSent"/> or <see cref="HandOffNotTaken"/>;
    /// there is none if the connection is over, or ends with this.
    /// </summary>
    /// <param name="Control">The worker's control socket.</param>
    /// <param name="Number">The hand-off's number.</param>
    /// <param name="Handlers">The worker's handlers.</param>
    /// <param name="KeysVersion">The version of the certificates that the worker has been given to end the client's TLS; 0 for none.</param>
    internal sealed record HandOffOrder(SafeHandle Control, long Number, IActorRef Handlers, long KeysVersion = 0) : INoSerializationVerificationNeeded;

    /// <summary>To the worker's actor: the socket is with the worker.</summary>
    internal sealed record HandOffSent(long Number);

    /// <summary>To the worker's actor: its process takes nothing any more; another worker can serve the connection.</summary>
    internal sealed record HandOffNotTaken(long Number);

    /// <summary>From the backend: this worker serves the connection.</summary>
    internal sealed record WorkerAssigned(WorkerIdentity Worker);

    /// <summary>From the backend: the worker's process has ended while it served the connection.</summary>
    /// <param name="Worker">The worker.</param>
    /// <param name="Exit">How its process ended.</param>
    /// <param name="StandardError">What it wrote.</param>
    /// <param name="KilledBecause">Why the server has killed it; null if it has not.</param>
    /// <param name="Others">How many other clients it had.</param>
    internal sealed record WorkerDied(WorkerIdentity Worker, ExitStatus Exit, string StandardError, string? KilledBecause = null, int Others = 0);

    /// <summary>From the backend: no worker could be had.</summary>
    internal sealed record WorkerUnavailable(string Error);

    /// <summary>
    /// From the service: nothing runs any more of the handler. Mostly no news to a connection that watches its handler.
    /// </summary>
    internal sealed record HandlerEnded
    {
        public static readonly HandlerEnded Instance = new();
    }

    /// <summary>From the service: the node that serves the client cannot be reached any more.</summary>
    internal sealed record NodeIsLost
    {
        public static readonly NodeIsLost Instance = new();
    }

    /// <summary>From the service: end this connection with a reset, for this reason.</summary>
    internal sealed record CutOffNow(string Reason);

    /// <summary>To the service: the connection is closed and its descriptor released.</summary>
    /// <param name="Id">The connection.</param>
    /// <param name="Reason">The reason in its record.</param>
    /// <param name="HasSent">Its client has sent at least a byte, as far as the kernel says.</param>
    /// <param name="Record">What its record says.</param>
    internal sealed record ConnectionClosed(string Id, string Reason, bool HasSent, ClosedClient Record);

    /// <summary>From the connections' parent, or itself: is it time?</summary>
    internal sealed class CheckDeadline : INoSerializationVerificationNeeded
    {
        public static readonly CheckDeadline Instance = new();
    }

    private sealed class LingerAgain : INoSerializationVerificationNeeded
    {
        public static readonly LingerAgain Instance = new();
    }
}
