using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ActorServer.Admin.Metrics;
using ActorServer.Admin.Web;
using ActorServer.Monitoring;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ActorServer.Admin.Endpoints;

/// <summary>What can be read of the server: its health, its state, the rows of its connections.</summary>
internal sealed class StatusEndpoints(IMonitoredServer server, LastStatus last)
{
    private const int MostRows = 1000;
    private const int RowsUnlessAsked = 100;
    private const int AnyPlace = -1;

    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];
    private static readonly string[] States = ["held", "open", "closing", "lingering"];
    private static readonly string[] Columns = ["id", "service", "peer", "state", "ageSeconds", "idleSeconds", "in", "out", "worker", "pid"];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/healthz", Reading, HealthAsync);
        routes.MapMethods("/readyz", Reading, ReadinessAsync);
        routes.MapMethods("/status.json", Reading, StatusAsync);
        routes.MapMethods("/connections", Reading, ConnectionsAsync);
    }

    private async Task HealthAsync(HttpContext context)
    {
        var why = server.NotHealthy;
        // What hangs is not healthy either.
        if (why is null)
            await last.ReadAsync(TimeSpan.FromSeconds(1), context.RequestAborted).ConfigureAwait(false);
        await ProbeAsync(context, why, "ok").ConfigureAwait(false);
    }

    private Task ReadinessAsync(HttpContext context) => ProbeAsync(context, server.NotReady, "ready");

    private static Task ProbeAsync(HttpContext context, string? whyNot, string yes) => whyNot is null
        ? Answer.TextAsync(context, StatusCodes.Status200OK, yes)
        : Answer.TextAsync(context, StatusCodes.Status503ServiceUnavailable, whyNot);

    private async Task StatusAsync(HttpContext context)
    {
        var connections = context.Request.Query["connections"] != "0";
        var status = await server.ReadStatusAsync(connections, workers: true, context.RequestAborted).ConfigureAwait(false);
        await JsonAsync(context, status, StatusJson.Default.ServerStatus).ConfigureAwait(false);
    }

    private async Task ConnectionsAsync(HttpContext context)
    {
        if (Query(context.Request.Query, out var problem) is not { } query)
        {
            await Answer.TextAsync(context, StatusCodes.Status400BadRequest, problem).ConfigureAwait(false);
            return;
        }

        var page = await server.ReadConnectionsAsync(query, context.RequestAborted).ConfigureAwait(false);
        await JsonAsync(context, page, StatusJson.Default.ConnectionPage).ConfigureAwait(false);
    }

    private static ConnectionQuery? Query(IQueryCollection asked, out string problem)
    {
        problem = "";
        var state = Text(asked, "state");
        var sortBy = Text(asked, "sortBy");
        if (state is not null && !States.Contains(state))
            problem = $"state must be one of {string.Join(", ", States)}.";
        else if (sortBy is not null && !Columns.Contains(sortBy))
            problem = $"sortBy must be one of {string.Join(", ", Columns)}.";
        else if (Number(asked, "skip", 0) is not { } skip)
            problem = "skip must be a number that is not negative.";
        else if (Number(asked, "take", RowsUnlessAsked) is not { } take || take > MostRows)
            problem = $"take must be a number, at most {MostRows}.";
        else if (Number(asked, "place", AnyPlace) is not { } place)
            problem = "place must be a number that is not negative.";
        else if (Flag(asked, "descending") is not { } descending)
            problem = "descending must be true or false.";
        else
            return new ConnectionQuery(Text(asked, "service"), Text(asked, "text"), state, sortBy, descending, skip, take, place == AnyPlace ? null : place);
        return null;
    }

    private static string? Text(IQueryCollection asked, string name) => asked[name].ToString() is { Length: > 0 } text ? text : null;

    private static int? Number(IQueryCollection asked, string name, int otherwise) =>
        Text(asked, name) is not { } text ? otherwise : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static bool? Flag(IQueryCollection asked, string name) => Text(asked, name) switch
    {
        null or "false" or "0" => false,
        "true" or "1" => true,
        _ => null,
    };

    private static Task JsonAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type)
    {
        context.Response.ContentType = Answer.Json;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : JsonSerializer.SerializeAsync(context.Response.BodyWriter, value, type, context.RequestAborted);
    }
}
