using System.Globalization;
using ActorServer.Admin.Access;
using ActorServer.Admin.Web;
using ActorServer.Monitoring;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ActorServer.Admin.Endpoints;

/// <summary>What an operator may do. Whoever gets here has been let in for it.</summary>
internal sealed class ControlEndpoints(IServerControl control)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "/services/{name}/pause", (call, by) => control.PauseAsync(call.Text("name"), by));
        Map(routes, "/services/{name}/resume", (call, by) => control.ResumeAsync(call.Text("name"), by));
        Map(routes, "/services/{name}/drain", (call, by) => control.DrainAsync(call.Text("name"), by));
        Map(routes, "/services/{name}/limits", SetLimitsAsync, StatusCodes.Status400BadRequest);
        Map(routes, "/connections/{id}/close", (call, by) => control.CloseAsync(call.Text("id"), by));
        Map(routes, "/workers/{service}/{n}/kill", (call, by) => OnWorkerAsync(call, by, control.KillWorkerAsync));
        Map(routes, "/workers/{service}/{n}/drain", (call, by) => OnWorkerAsync(call, by, control.DrainWorkerAsync));
        Map(routes, "/log-level", SetLogLevelAsync, StatusCodes.Status400BadRequest);
        Map(routes, "/shutdown", (_, by) => control.ShutdownAsync(by));
        routes.MapPost("/reload", static context => Answer.TextAsync(context, StatusCodes.Status501NotImplemented, "This version cannot reload its configuration; restart it."));
        routes.MapPost("/upgrade", static context => Answer.TextAsync(context, StatusCodes.Status501NotImplemented, "This version cannot upgrade itself; restart it."));
    }

    // What is wrong with a value is the caller's mistake; anything else stands in the way for now.
    private static void Map(
        IEndpointRouteBuilder routes, string pattern, Func<ControlCall, Operator, Task<ControlOutcome>> act, int refused = StatusCodes.Status409Conflict) =>
        routes.MapPost(pattern, async context =>
        {
            var outcome = await act(new ControlCall(context), Viewer.Of(context).Operator).ConfigureAwait(false);
            await AnswerAsync(context, outcome, refused).ConfigureAwait(false);
        });

    private static Task AnswerAsync(HttpContext context, ControlOutcome outcome, int refusedStatus)
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
                return Answer.TextAsync(context, refusedStatus, refused.Why);
            default:
                throw new InvalidOperationException($"no answer to {outcome.GetType().Name}");
        }
    }

    private static Task<ControlOutcome> OnWorkerAsync(ControlCall call, Operator by, Func<string, long, Operator, Task<ControlOutcome>> act) =>
        long.TryParse(call.Text("n"), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? act(call.Text("service"), number, by)
            : Task.FromResult<ControlOutcome>(new ControlOutcome.Unknown($"no worker {call.Text("n")}: a worker is named by its number"));

    private async Task<ControlOutcome> SetLimitsAsync(ControlCall call, Operator by)
    {
        var limits = await call.ReadPairsAsync().ConfigureAwait(false);
        if (limits.Count == 0)
            throw new BadHttpRequestException("The body must be a JSON object of keys of limits, such as {\"max-connections\": 500}.");
        return await control.SetLimitsAsync(call.Text("name"), limits, by).ConfigureAwait(false);
    }

    private async Task<ControlOutcome> SetLogLevelAsync(ControlCall call, Operator by)
    {
        var body = await call.ReadPairsAsync().ConfigureAwait(false);
        if (!body.TryGetValue("level", out var level) || body.Keys.Any(key => key is not ("level" or "category")))
            throw new BadHttpRequestException("The body must be {\"level\": \"debug\"}, with \"category\" for one category of the log.");
        return await control.SetLogLevelAsync(body.GetValueOrDefault("category"), level, by).ConfigureAwait(false);
    }
}
