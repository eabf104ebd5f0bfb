using Microsoft.AspNetCore.Connections.Features;

namespace WebApp;

/// <summary>How long an answer without an end goes on.</summary>
internal static class Lifetime
{
    /// <summary>Cancelled when the client has gone, and when its connection is asked to end, as when the server drains.</summary>
    public static CancellationToken Of(HttpContext context)
    {
        var closing = context.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, closing);
        context.Response.RegisterForDispose(either);
        return either.Token;
    }
}
