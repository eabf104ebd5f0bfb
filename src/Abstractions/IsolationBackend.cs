using Akka.Actor;

namespace ActorServer;

/// <summary>
/// Where handlers run. One backend actor belongs to each service; HOCON names its class, so another one can be plugged in
/// from another assembly by a block under <c>actor-server.backends</c>.
/// </summary>
/// <remarks>
/// <para>The contract, all by messages with the parent, the service: when the backend can serve it sends
/// <see cref="Ready"/> once, or <see cref="CannotStart"/>. For each <see cref="Serve"/> it starts a handler that is given
/// the <see cref="ConnectionInfo"/> and then <see cref="Akka.IO.Tcp.Connected"/>, both with the connection as the sender,
/// and it answers with exactly one <see cref="HandlerEnded"/> when nothing of that handler runs any more. A
/// <see cref="ConnectionOver"/> says that the connection is gone; the handler is to be ended. At last comes
/// <see cref="Stop"/>, answered by <see cref="Stopped"/> when nothing that the backend started is left.</para>
/// <para>A backend is constructed with one argument, its <see cref="BackendContext"/>. It runs on the server's shared
/// dispatcher and must not block.</para>
/// </remarks>
public abstract class IsolationBackend : UntypedActor
{
    /// <summary>To the service: handlers can be started.</summary>
    /// <param name="Capacity">The most handlers that may run at once; <see cref="int.MaxValue"/> for no bound of the backend's own.</param>
    public sealed record Ready(int Capacity);

    /// <summary>To the service: the backend cannot work, or not any more, and why, in one line. The server ends with exit code 1.</summary>
    /// <param name="Error">What is wrong and what to do.</param>
    public sealed record CannotStart(string Error);

    /// <summary>From the service: start a handler for this connection.</summary>
    /// <param name="Info">The connection.</param>
    /// <param name="Connection">The actor that speaks Akka.IO's Tcp protocol for it.</param>
    public sealed record Serve(ConnectionInfo Info, IActorRef Connection);

    /// <summary>To the service: the handler of this connection has ended. Exactly one for each <see cref="Serve"/>.</summary>
    /// <param name="Id">The connection's id.</param>
    public sealed record HandlerEnded(string Id);

    /// <summary>From the service: this connection is closed; its handler is to end.</summary>
    /// <param name="Id">The connection's id.</param>
    public sealed record ConnectionOver(string Id);

    /// <summary>From the service: the last connection is closed; end everything.</summary>
    public sealed record Stop
    {
        /// <summary>The one instance.</summary>
        public static readonly Stop Instance = new();
    }

    /// <summary>To the service: nothing that this backend started is left.</summary>
    public sealed record Stopped
    {
        /// <summary>The one instance.</summary>
        public static readonly Stopped Instance = new();
    }
}
