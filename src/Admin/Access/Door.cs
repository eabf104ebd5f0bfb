using System.Net;
using System.Net.Sockets;
using ActorServer.Admin.Listening;
using ActorServer.Admin.Web;
using ActorServer.Monitoring;
using ActorServer.Native.Processes;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace ActorServer.Admin.Access;

/// <summary>
/// Every request comes through here first: it has been asked for by a name of ours, no other site's page has sent it, and its sender may
/// see what he asks for. What comes through has a <see cref="Viewer"/>.
/// </summary>
/// <param name="address">Where the application listens.</param>
/// <param name="hosts">By which names it may be asked.</param>
/// <param name="tokens">Null without a token file.</param>
/// <param name="known">Is told of a request by somebody who may use controls.</param>
/// <param name="log">Hears of wrong tokens.</param>
/// <param name="time">The clock.</param>
internal sealed class Door(AdminAddress address, HostNames hosts, TokenFile? tokens, Action<HttpContext> known, ILogger log, TimeProvider time)
{
    public const string LoginPath = "/login";

    private const string Bearer = "Bearer ";
    private const string Realm = "Bearer realm=\"actor-server\"";
    private const string WithoutTokens =
        "There are no controls without a token: set actor-server.admin.token-file, or listen on a Unix socket.";

    // What is the same for everybody; the page itself shows nothing without /events.
    private static readonly string[] OpenPaths = ["/healthz", "/readyz", LoginPath];

    private readonly Attempts _attempts = new(time);
    private readonly Seldom _told = new(time);

    /// <summary>The name of the cookie that holds a session: cookies have no port, and a host may have several servers.</summary>
    public static string CookieName(HttpContext context) => $"actor-server-{context.Connection.LocalPort}";

    /// <summary>Lets a request in, or answers it.</summary>
    public Task ComeInAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Host.HasValue ? !hosts.Include(context) : !IsOpen(context))
            return Answer.TextAsync(context, StatusCodes.Status421MisdirectedRequest,
                $"This server is not asked for as {context.Request.Host.Host}, but as {hosts.Allowed}; further names stand in actor-server.admin.hosts.");
        if (Origins.Objection(context.Request) is { } objection)
            return Answer.TextAsync(context, StatusCodes.Status403Forbidden, objection);
        var viewer = address is AdminAddress.Unix ? OnSocket(context) : tokens is null ? WithoutToken(context) : null;
        if (viewer is null)
            return WithToken(tokens!, context, next);
        return LetInAsync(viewer, context, next);
    }

    /// <summary>What a token that somebody shows at the login gives: a session, or the status and sentence of a refusal.</summary>
    public (string? Session, int Status, string Text) LogIn(HttpContext context, string token)
    {
        if (tokens is null)
            return (null, StatusCodes.Status403Forbidden, WithoutTokens);
        var current = tokens.Current;
        return Judge(context, current, current.Is, token) is { } refused ? (null, refused.Status, refused.Text) : (current.Session, 0, "");
    }

    private Task WithToken(TokenFile file, HttpContext context, RequestDelegate next)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var shown = header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : null;
        // Whoever shows both means the header.
        if (header.Length > 0)
        {
            var token = file.Current;
            return shown is null ? RefuseAsync(context, (StatusCodes.Status401Unauthorized, "Authorization must be Bearer and the token."), "")
                : Judge(context, token, token.Is, shown) is { } wrong ? RefuseAsync(context, wrong, ", error=\"invalid_token\"")
                : LetInAsync(ByToken(context, () => file.Current.Is(shown)), context, next);
        }

        if (context.Request.Cookies[CookieName(context)] is { } session && file.Current.IsSession(session))
        {
            return IsReading(context) || Origins.SaysOwn(context.Request)
                ? LetInAsync(ByToken(context, () => file.Current.IsSession(session)), context, next)
                : Answer.TextAsync(context, StatusCodes.Status403Forbidden, "With the page's cookie only the page may use controls; anything else shows the token.");
        }

        return IsOpen(context) || IsMetricsOnLoopback(context)
            ? LetInAsync(ByToken(context, static () => true) with { NoControl = "Log in to use controls." }, context, next)
            : RefuseAsync(context, (StatusCodes.Status401Unauthorized, "A token is needed: Authorization: Bearer and the token, or log in at /."), "");
    }

    // A token that nobody can guess is found out to be right or wrong at any time, so that garbage does not keep its owner out.
    private (int Status, string Text)? Judge(HttpContext context, Token token, Func<string, bool> isRight, string shown)
    {
        if (!token.CannotBeGuessed && !_attempts.AreLeft)
            return (StatusCodes.Status429TooManyRequests, "Too many wrong tokens; try again in a few seconds.");
        if (isRight(shown))
            return null;
        var heard = _attempts.AreLeft;
        _attempts.Note();
        if (_told.IsDue(out var suppressed))
            log.LogWarning("admin: wrong token from={From}{Suppressed}", From(context), suppressed == 0 ? "" : $" suppressed={suppressed}");
        return heard ? (StatusCodes.Status401Unauthorized, "The token is wrong.") : (StatusCodes.Status429TooManyRequests, "Too many wrong tokens; try again in a few seconds.");
    }

    private Task LetInAsync(Viewer viewer, HttpContext context, RequestDelegate next)
    {
        if (viewer.NoControl is { } why && !IsReading(context) && !IsOpen(context))
            return Answer.TextAsync(context, StatusCodes.Status403Forbidden, why);
        if (viewer.NoControl is null)
            known(context);
        context.Features.Set(viewer);
        return next(context);
    }

    private static Task RefuseAsync(HttpContext context, (int Status, string Text) refusal, string challenge)
    {
        if (refusal.Status == StatusCodes.Status429TooManyRequests)
            context.Response.Headers.RetryAfter = "2";
        else
            context.Response.Headers[HeaderNames.WWWAuthenticate] = Realm + challenge;
        return PageFiles.IsPage(context.Request)
            ? PageFiles.LoginAsync(context, refusal.Status, "")
            : Answer.TextAsync(context, refusal.Status, refusal.Text);
    }

    private static bool IsReading(HttpContext context) => HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);

    private static bool IsOpen(HttpContext context) =>
        Array.Exists(OpenPaths, path => context.Request.Path == path) || (IsReading(context) && PageFiles.IsAsset(context.Request.Path));

    private static bool IsMetricsOnLoopback(HttpContext context) =>
        context.Request.Path == "/metrics" && IsReading(context) && IsLoopback(context.Connection.RemoteIpAddress) && IsLoopback(context.Connection.LocalIpAddress);

    private static bool IsLoopback(IPAddress? address) => address is not null && IPAddress.IsLoopback(address);

    private static Viewer ByToken(HttpContext context, Func<bool> stillMay) => new(new Operator("token", From(context)), null, stillMay);

    private static Viewer OnSocket(HttpContext context) => new(new Operator("socket", From(context)), null, static () => true);

    private static Viewer WithoutToken(HttpContext context) => new(new Operator("nobody", From(context)), WithoutTokens, static () => true);

    private static string From(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is { } remote)
            return new IPEndPoint(remote.IsIPv4MappedToIPv6 ? remote.MapToIPv4() : remote, context.Connection.RemotePort).ToString();
        var socket = context.Features.Get<IConnectionSocketFeature>()?.Socket;
        return socket is { AddressFamily: AddressFamily.Unix } && ProcessUser.CredentialsOf(socket) is { } peer ? $"unix:pid={peer.Process},uid={peer.User}" : "unix:";
    }
}
