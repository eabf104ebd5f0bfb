using Akka.Actor;

namespace ActorServer;

/// <summary>
/// Where handlers run. One backend actor belongs to each service; HOCON names its class, so another one can be plugged in
/// from another assembly by a block under <c>actor-server.backends</c>.
/// </summary>
/// <remarks>
/// <para>The contract, all by messages with the parent, the service: when the backend can serve it sends
/// <see cref="Ready"/> once, or <see cref="CannotStart"/>. For each <see cref="Serve"/> it starts a handler and answers with
/// exactly one <see cref="HandlerEnded"/> when nothing of that handler runs any more. A <see cref="ConnectionEnded"/> says that
/// the connection is gone before its handler has ended; the handler is to be ended. At last comes <see cref="Stop"/>, answered by <see cref="Stopped"/> when
/// nothing that the backend started is left.</para>
/// <para>A handler is given the <see cref="ConnectionInfo"/> and then <see cref="Akka.IO.Tcp.Connected"/>, both with the
/// connection as the sender. The connection then reads and writes for it. A handler of the kind
/// <see cref="HandlerKind.Stream"/> can have the socket itself instead, which is much faster: after the
/// <see cref="ConnectionInfo"/> the backend sends <see cref="LendSocket"/> to the connection, in place of
/// <see cref="Akka.IO.Tcp.Connected"/> to the handler.</para>
/// <para>A backend is constructed with its <see cref="BackendContext"/>. A plugged-in one has a public constructor with that
/// argument alone, and describes itself by <see cref="IDescribesBackend"/>. It can do all that the built-in ones can, apart from
/// having the server start workers. A backend runs on the server's shared dispatcher and must not block.</para>
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

    /// <summary>
    /// To the connection: lend the client's socket to this handler, which serves it as a stream until it returns. The
    /// connection ends then. It keeps the socket, counts its bytes and keeps its time limits all the while.
    /// </summary>
    /// <param name="Handler">
    /// An actor made of <see cref="BackendContext.HandlerProps"/>, of the kind <see cref="HandlerKind.Stream"/>, that has been
    /// given the <see cref="ConnectionInfo"/> with the connection as the sender, and no <see cref="Akka.IO.Tcp.Connected"/>.
    /// </param>
    /// <param name="On">The thread that it runs on.</param>
    public sealed record LendSocket(IActorRef Handler, StreamRunsOn On) : INoSerializationVerificationNeeded;

    /// <summary>To the service: the handler of this connection has ended. Exactly one for each <see cref="Serve"/>.</summary>
    /// <param name="Id">The connection's id.</param>
    public sealed record HandlerEnded(string Id);

    /// <summary>From the service: this connection is closed; its handler is to end.</summary>
    /// <param name="Id">The connection's id.</param>
    public sealed record ConnectionEnded(string Id)
    {
        /// <summary>
        /// Why, in the word of its closing record: <c>handler-stalled</c> says that the handler has had its time and hangs. Empty where
        /// nobody says.
        /// </summary>
        public string Reason { get; init; } = "";
    }

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
