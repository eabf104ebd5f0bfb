using System.Diagnostics.CodeAnalysis;

namespace ActorServer.Serving.Handlers;

/// <summary>
/// What a handler that is busy with its stream, and hears no message, is told by tokens. The handler's own code may wait for
/// them, so no caller waits for it.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Its token sources have no timer and no wait handle: they hold nothing, and the handler may keep their tokens.")]
internal sealed class HandlerSignals
{
    private readonly CancellationTokenSource _cutOff = new();
    private readonly CancellationTokenSource _draining = new();

    /// <summary>Cancelled when the connection is cut off.</summary>
    public CancellationToken CutOff => _cutOff.Token;

    /// <summary>Cancelled when the server drains.</summary>
    public CancellationToken Draining => _draining.Token;

    /// <summary>The connection is cut off.</summary>
    public void SayCutOff() => _ = _cutOff.CancelAsync();

    /// <summary>The server drains.</summary>
    public void SayDraining() => _ = _draining.CancelAsync();
}
