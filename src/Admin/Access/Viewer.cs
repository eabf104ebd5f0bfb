using ActorServer.Monitoring;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ActorServer.Admin.Access;

/// <summary>Whoever sent a request, as far as he may come in.</summary>
/// <param name="Operator">How a control that he asks for is logged.</param>
/// <param name="NoControl">Why he may not use controls; null where he may.</param>
/// <param name="StillMay">Whether he still would come in: a token may have changed since.</param>
internal sealed record Viewer(Operator Operator, string? NoControl, Func<bool> StillMay)
{
    /// <summary>The one of a request that has come through <see cref="Door"/>.</summary>
    public static Viewer Of(HttpContext context) => context.Features.GetRequiredFeature<Viewer>();
}
