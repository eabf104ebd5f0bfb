using ActorServer.Admin.Access;
using ActorServer.Admin.Live;
using ActorServer.Admin.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace ActorServer.Admin.Endpoints;

/// <summary><c>/events</c>: server-sent events, one <c>snapshot</c> a second.</summary>
internal sealed class LiveEndpoints(LiveFeed feed)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/events", EventsAsync);

    private async Task EventsAsync(HttpContext context)
    {
        var viewer = Viewer.Of(context);
        var live = new LiveViewer(LiveViewer.Patience);
        if (!feed.TryJoin(live))
        {
            context.Response.Headers.RetryAfter = "5";
            await Answer.TextAsync(context, StatusCodes.Status503ServiceUnavailable, $"Somebody else is watching: at most {LiveFeed.MostViewers} may at once.").ConfigureAwait(false);
            return;
        }

        try
        {
            context.Response.ContentType = "text/event-stream";
            // A proxy in front passes each event on at once.
            context.Response.Headers["X-Accel-Buffering"] = "no";
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            if (!await live.WatchAsync(context.Response.Body, viewer.NoControl, viewer.StillMay, context.RequestAborted).ConfigureAwait(false))
                context.Abort();
        }
        finally
        {
            feed.Leave(live);
        }
    }
}
