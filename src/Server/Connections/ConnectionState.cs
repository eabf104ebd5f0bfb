using ActorServer.Protocol.Messages;
using ActorServer.Serving.Handlers;
using ActorServer.Serving.Pumping;
using ActorServer.Serving.Sockets;
using Akka.Actor;

namespace ActorServer.Server.Connections;

/// <summary>
/// The phase and the custody of a connection: how far it has come, and who reads and writes the client's socket. One type for each
/// pair that exists, with the data that exists in it. Pure: what follows from a state is said here, what is done is
/// <see cref="ClientConnection"/>'s.
/// </summary>
/// <remarks>
/// The phases are arriving (and, with TLS, the handshake before it), open, closing, lingering and closed. The custodies are own (the
/// connection reads and writes), lent (the handler of this process does), handed over (a worker does) and pumped (a worker, or another
/// node, does, by way of a pump). A connection that is relayed is own: its handler is an actor in
/// a worker, and the bytes go to it as to any other.
/// </remarks>
internal abstract record ConnectionState
{
    /// <summary>The client's end-of-file has been read, and the connection knows it.</summary>
    public virtual bool InputEnded => this is IOwn { Conversation.InputEnded: true };

    /// <summary>Somebody else has had a descriptor of the socket, or the use of it.</summary>
    public virtual bool IsShared => false;

    /// <summary>How far it has come, as an operator sees it.</summary>
    public virtual ConnectionPhase Phase => ConnectionPhase.Open;

    /// <summary>The reason that the record gives when the connection is cut off for this one.</summary>
    public virtual string ReasonOf(string cutOff) => cutOff;

    /// <summary>Whether this time limit applies.</summary>
    public virtual bool IsBoundBy(string limit) => true;

    /// <summary>
    /// The kernel shows a connection that is closed both ways: the state from now on, and whether the client has reset it. While
    /// our side is open only a reset closes both.
    /// </summary>
    public virtual (ConnectionState Next, bool WasReset) SeenClosed(TimeSpan now) => (this, true);

    /// <summary>The custody in which the connection itself reads and writes.</summary>
    internal interface IOwn
    {
        /// <summary>With the handler, about the bytes.</summary>
        TcpConversation Conversation { get; }
    }

    /// <summary>The custody in which a pump reads and writes.</summary>
    internal interface IPumped
    {
        /// <summary>Between the client and whoever has its handler.</summary>
        IPump Pump { get; }
    }

    /// <summary>Whether the client's end-of-file has been passed on.</summary>
    internal static bool ClientEnded(IPump pump) => pump.FromClient is { IsCompletedSuccessfully: true, Result: WayEnd.EndOfFile };

    /// <summary>Client and server agree on their TLS; nobody else knows of the client yet.</summary>
    /// <param name="Draining">The server drains, which the handler is still to be told.</param>
    internal sealed record Handshaking(bool Draining) : ConnectionState;

    /// <summary>Nobody has the client's bytes yet: the handler is being started, or a worker is waited for.</summary>
    /// <param name="Draining">The server drains, which the handler is still to be told.</param>
    internal sealed record Arriving(bool Draining) : ConnectionState;

    /// <summary>The handler has registered; the connection reads and writes for it.</summary>
    internal sealed record OpenOwn(TcpConversation Conversation) : ConnectionState, IOwn;

    /// <summary>The handler has closed; what it wrote is being sent.</summary>
    /// <param name="Conversation">With the handler.</param>
    /// <param name="Reason">Who closed first. It counts once our end-of-file is on its way.</param>
    internal sealed record ClosingOwn(TcpConversation Conversation, string Reason) : ConnectionState, IOwn
    {
        public override ConnectionPhase Phase => ConnectionPhase.Closing;

        public override string ReasonOf(string cutOff) => Conversation.OutputEnded && cutOff != EndReason.OperatorClosed ? Reason : cutOff;
    }

    /// <summary>Somebody else reads and writes, until he says that he has done so.</summary>
    internal abstract record OpenElsewhere : ConnectionState
    {
        // Whoever has closed our side says so soon.
        private static readonly TimeSpan Grace = ClientConnection.CheckPeriod / 2;

        /// <summary>Since when the kernel shows both sides closed.</summary>
        public TimeSpan? SeenClosedAt { get; init; }

        public override bool IsShared => true;

        /// <inheritdoc/>
        /// <remarks>Here the other may have closed our side, which the kernel does not tell from a reset.</remarks>
        public override (ConnectionState Next, bool WasReset) SeenClosed(TimeSpan now) =>
            SeenClosedAt is { } since ? (this, now - since >= Grace) : (this with { SeenClosedAt = now }, false);
    }

    /// <summary>The handler, in this process, has the socket.</summary>
    internal sealed record OpenLent(SocketLoan Loan, IActorRef Handler) : OpenElsewhere;

    /// <summary>A worker has the socket.</summary>
    /// <param name="Handlers">The worker's <see cref="DeployedHandlers"/>.</param>
    internal sealed record OpenInWorker(IActorRef Handlers) : OpenElsewhere;

    /// <summary>A worker has one end of a pair; a pump moves the bytes between the other and the client.</summary>
    /// <param name="Handlers">The worker's <see cref="DeployedHandlers"/>.</param>
    /// <param name="Pump">Moves the bytes.</param>
    /// <param name="Pair">Of which the worker has one end.</param>
    internal sealed record OpenPumped(IActorRef Handlers, Pump Pump, LocalPair Pair) : ConnectionState, IPumped
    {
        public override bool InputEnded => ClientEnded(Pump);

        IPump IPumped.Pump => Pump;
    }

    /// <summary>Another node serves the client; a pump moves the bytes between it and the leg.</summary>
    internal sealed record OpenPlaced(IPump Pump) : ConnectionState, IPumped
    {
        public override bool InputEnded => ClientEnded(Pump);
    }

    /// <summary>The worker, or the other node, has ended in order; what it wrote is being moved, and then the last that TLS has to say is written.</summary>
    /// <param name="Pump">Moves the bytes.</param>
    /// <param name="Reason">Who closed first. It counts once our end-of-file is on its way.</param>
    /// <param name="IsMoved">All that the worker wrote has been moved.</param>
    internal sealed record ClosingPumped(IPump Pump, string Reason, bool IsMoved = false) : ConnectionState, IPumped
    {
        public override ConnectionPhase Phase => ConnectionPhase.Closing;

        public override bool InputEnded => ClientEnded(Pump);
    }

    /// <summary>
    /// Our end-of-file is with the kernel; the client is waited for. The first reason wins, except
    /// <see cref="EndReason.SendStallTimeout"/>, <see cref="EndReason.TooSlow"/>, <see cref="EndReason.MaxLifetime"/> and
    /// <see cref="EndReason.OperatorClosed"/>, which replace it.
    /// </summary>
    /// <param name="Reason">Who closed first.</param>
    /// <param name="Deadline">How long the client is waited for.</param>
    internal abstract record Lingering(string Reason, LingerDeadline Deadline) : ConnectionState
    {
        public override ConnectionPhase Phase => ConnectionPhase.Lingering;

        public override string ReasonOf(string cutOff) =>
            cutOff is EndReason.SendStallTimeout or EndReason.TooSlow or EndReason.MaxLifetime or EndReason.OperatorClosed ? cutOff : Reason;

        /// <inheritdoc/>
        /// <remarks>The others are for clients that are served. Linger bounds this one.</remarks>
        public override bool IsBoundBy(string limit) => limit is EndReason.MaxLifetime or EndReason.TooSlow;

        public override (ConnectionState Next, bool WasReset) SeenClosed(TimeSpan now) => (this, false);
    }

    /// <summary>The connection has read and written all the time.</summary>
    internal sealed record LingeringOwn(TcpConversation Conversation, string Reason, LingerDeadline Deadline) : Lingering(Reason, Deadline), IOwn;

    /// <summary>Who had the socket has left it to the connection.</summary>
    internal sealed record LingeringReturned(bool HasEnded, string Reason, LingerDeadline Deadline) : Lingering(Reason, Deadline)
    {
        public override bool InputEnded => HasEnded;

        public override bool IsShared => true;
    }

    /// <summary>The client's part is over; the node that served it has still to say what the record says of it.</summary>
    /// <param name="Ending">As it looks from here.</param>
    /// <param name="Bytes">As they were counted.</param>
    /// <param name="IsKnown">Whether they were.</param>
    internal sealed record Parted(Ending Ending, ClientBytes Bytes, bool IsKnown) : ConnectionState
    {
        public override ConnectionPhase Phase => ConnectionPhase.Lingering;

        public override bool IsBoundBy(string limit) => false;

        public override (ConnectionState Next, bool WasReset) SeenClosed(TimeSpan now) => (this, false);
    }

    /// <summary>The descriptor is released, the record is written, and the service has been told.</summary>
    internal sealed record Closed : ConnectionState
    {
        public static readonly Closed Instance = new();

        // For the moment until nobody shows it any more.
        public override ConnectionPhase Phase => ConnectionPhase.Lingering;
    }
}
