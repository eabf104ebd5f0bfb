using ActorServer.Admin.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace ActorServer.Admin.Endpoints;

/// <summary><c>/metrics</c>, for Prometheus.</summary>
internal sealed class MetricsEndpoints(Telemetry telemetry)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/metrics", context =>
    {
        context.Response.ContentType = PrometheusText.ContentType;
        return telemetry.WriteAsync(context.Response.BodyWriter, context.RequestAborted);
    });
}
