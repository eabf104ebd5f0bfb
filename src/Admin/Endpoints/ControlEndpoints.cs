using System.Globalization;
using ActorServer.Admin.Access;
using ActorServer.Admin.Web;
using ActorServer.Monitoring;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace ActorServer.Admin.Endpoints;

/// <summary>What an operator may do. Whoever gets here has been let in for it. What comes of it the server logs; what does not come to it is logged here.</summary>
internal sealed class ControlEndpoints(IServerControl control, ILogger log)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "pause", "/services/{service}/pause", (call, by) => control.PauseAsync(call.Text("service"), by));
        Map(routes, "resume", "/services/{service}/resume", (call, by) => control.ResumeAsync(call.Text("service"), by));
        Map(routes, "drain", "/services/{service}/drain", (call, by) => control.DrainAsync(call.Text("service"), by));
        Map(routes, "limits", "/services/{service}/limits", SetLimitsAsync);
        Map(routes, "close", "/connections/{id}/close", (call, by) => control.CloseAsync(call.Text("id"), by));
        Map(routes, "kill", "/workers/{service}/{worker}/kill", (call, by) => control.KillWorkerAsync(call.Text("service"), Worker(call), by));
        Map(routes, "drain-worker", "/workers/{service}/{worker}/drain", (call, by) => control.DrainWorkerAsync(call.Text("service"), Worker(call), by));
        Map(routes, "log-level", "/log-level", SetLogLevelAsync);
        Map(routes, "shutdown", "/shutdown", (_, by) => control.ShutdownAsync(by));
        Map(routes, "reload", "/reload", static (_, _) => throw new BadHttpRequestException("This version cannot reload its configuration; restart it.", StatusCodes.Status501NotImplemented));
        Map(routes, "upgrade", "/upgrade", static (_, _) => throw new BadHttpRequestException("This version cannot upgrade itself; restart it.", StatusCodes.Status501NotImplemented));
    }

    private void Map(IEndpointRouteBuilder routes, string action, string pattern, Func<ControlCall, Operator, Task<ControlOutcome>> act) => routes.MapPost(pattern, async context =>
    {
        var by = Viewer.Of(context).Operator;
        var call = new ControlCall(context);
        try
        {
            await AnswerAsync(context, await act(call, by).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (BadHttpRequestException wrong)
        {
            log.Refused(action, call.Target, by, wrong.Message);
            throw;
        }
    });

    private static Task AnswerAsync(HttpContext context, ControlOutcome outcome)
    {
        switch (outcome)
        {
            case ControlOutcome.Done { Note: { } note }:
                return Answer.TextAsync(context, StatusCodes.Status200OK, note);
            case ControlOutcome.Done:
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return Task.CompletedTask;
            case ControlOutcome.Unknown unknown:
                return Answer.TextAsync(context, StatusCodes.Status404NotFound, unknown.What);
            case ControlOutcome.Refused refused:
                return Answer.TextAsync(context, StatusCodes.Status409Conflict, refused.Why);
            case ControlOutcome.Wrong wrong:
                return Answer.TextAsync(context, StatusCodes.Status400BadRequest, wrong.Why);
            default:
                throw new InvalidOperationException($"no answer to {outcome.GetType().Name}");
        }
    }

    private static long Worker(ControlCall call) => long.TryParse(call.Text("worker"), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new BadHttpRequestException($"no worker {call.Text("worker")}: a worker is named by its number", StatusCodes.Status404NotFound);

    private async Task<ControlOutcome> SetLimitsAsync(ControlCall call, Operator by)
    {
        var limits = await call.ReadPairsAsync().ConfigureAwait(false);
        if (limits.Count == 0)
            throw new BadHttpRequestException("The body must be a JSON object of keys of limits, such as {\"max-connections\": 500}.");
        return await control.SetLimitsAsync(call.Text("service"), limits, by).ConfigureAwait(false);
    }

    private async Task<ControlOutcome> SetLogLevelAsync(ControlCall call, Operator by)
    {
        var body = await call.ReadPairsAsync().ConfigureAwait(false);
        if (!body.TryGetValue("level", out var level) || body.Keys.Any(key => key is not ("level" or "category")))
            throw new BadHttpRequestException("The body must be {\"level\": \"debug\"}, with \"category\" for one category of the log.");
        return await control.SetLogLevelAsync(body.GetValueOrDefault("category"), level, by).ConfigureAwait(false);
    }
}
