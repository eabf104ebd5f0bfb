using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Akka.Remote.Transport;

namespace ActorServer.UnixSocket;

/// <summary>
/// One transport from its start to its end: who listens for its associations, and which of them live. When it ends they all do, those that
/// begin meanwhile too. Thread-safe.
/// </summary>
/// <param name="log">The transport's log.</param>
[SuppressMessage("Design", "CA1001", Justification = "The end cancels it. What is under way still looks at the cancellation then.")]
internal sealed class TransportLife(ILoggingAdapter log)
{
    private readonly ConcurrentDictionary<FrameAssociation, byte> _living = new(ReferenceEqualityComparer.Instance);
    private readonly CancellationTokenSource _ending = new();
    private volatile bool _closed;

    /// <summary>Akka.Remote says here who listens.</summary>
    public TaskCompletionSource<IAssociationEventListener> ListenerPromise { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Cancelled when the transport ends.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>Begins an association over a connected socket, which is its own from now on.</summary>
    /// <param name="local">This side.</param>
    /// <param name="remote">The other side.</param>
    /// <param name="socket">The socket.</param>
    /// <param name="limits">How much it takes and keeps.</param>
    /// <param name="gate">What lets in what comes; null for all of it.</param>
    /// <param name="ended">Called once, when nothing can come any more.</param>
    public FrameAssociation Begin(
        Address local, Address remote, Socket socket, FrameLimits limits, Func<FrameSender, IInboundGate>? gate = null, Action? ended = null)
    {
        var association = new FrameAssociation(local, remote, socket, limits, gate, log, over =>
        {
            _living.TryRemove(over, out _);
            ended?.Invoke();
        });
        _living.TryAdd(association, 0);
        association.Start();
        // It began while the others were being closed: nobody else would close it.
        if (_closed)
            association.Cut();
        return association;
    }

    /// <summary>Ends the transport and its associations; each is bounded by itself.</summary>
    /// <param name="stopListening">Called before they end.</param>
    public async Task<bool> EndAsync(Action? stopListening = null)
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        stopListening?.Invoke();
        _closed = true;
        await Task.WhenAll(_living.Keys.Select(association => association.CloseAsync())).ConfigureAwait(false);
        return true;
    }
}
