using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Connections.Features;

namespace ActorServer.AspNetCore;

/// <summary>How a handler that is not Kestrel's own hears that its connection is asked to end, as when the server drains.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A token source without a timer holds nothing, and the handler may keep its token.")]
internal sealed class ClosingNotification : IConnectionLifetimeNotificationFeature
{
    private readonly CancellationTokenSource _requested = new();

    public ClosingNotification() => ConnectionClosedRequested = _requested.Token;

    public CancellationToken ConnectionClosedRequested { get; set; }

    // Whoever asks does not wait for the handler.
    public void RequestClose() => _ = _requested.CancelAsync();
}
