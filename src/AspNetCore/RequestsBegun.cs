using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace ActorServer.AspNetCore;

/// <summary>Tells a connection of each request before anything else does with it, so that a server that drains ends it after the answer.</summary>
internal sealed class RequestsBegun : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => application =>
    {
        application.Use(following => context =>
        {
            context.Features.Get<HandOffConnection>()?.BeginRequest();
            return following(context);
        });
        next(application);
    };
}
