using ActorServer.Admin.Access;
using ActorServer.Admin.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ActorServer.Admin.Endpoints;

/// <summary>The page and its login.</summary>
internal sealed class PageEndpoints(Door door)
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/", Reading, PageFiles.IndexAsync);
        foreach (var path in PageFiles.Assets)
            routes.MapMethods(path, Reading, PageFiles.Asset(path));
        routes.MapGet(Door.LoginPath, static context => PageFiles.LoginAsync(context, StatusCodes.Status200OK, ""));
        routes.MapPost(Door.LoginPath, LogInAsync);
        routes.MapPost("/logout", LogOutAsync);
    }

    private async Task LogInAsync(HttpContext context)
    {
        var token = await ReadTokenAsync(context).ConfigureAwait(false);
        var (session, status, text) = door.LogIn(context, token);
        if (session is null)
        {
            await PageFiles.LoginAsync(context, status, text).ConfigureAwait(false);
            return;
        }

        context.Response.Cookies.Append(Door.CookieName(context), session, Cookie());
        SeeOther(context);
    }

    private static async Task<string> ReadTokenAsync(HttpContext context)
    {
        try
        {
            return context.Request.HasFormContentType
                ? (await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false))["token"].ToString().Trim()
                : "";
        }
        catch (IOException cut) when (cut is not BadHttpRequestException)
        {
            throw new BadHttpRequestException("The form ends before it is complete.");
        }
    }

    private static Task LogOutAsync(HttpContext context)
    {
        context.Response.Cookies.Delete(Door.CookieName(context), Cookie());
        SeeOther(context);
        return Task.CompletedTask;
    }

    private static CookieOptions Cookie() => new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true };

    private static void SeeOther(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = "./";
    }
}
