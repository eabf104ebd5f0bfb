using ActorServer.Admin.Access;
using ActorServer.Admin.Endpoints;
using ActorServer.Admin.Listening;
using ActorServer.Admin.Live;
using ActorServer.Admin.Metrics;
using ActorServer.Admin.Web;
using ActorServer.Monitoring;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace ActorServer.Admin;

/// <summary>
/// The admin application: the way from a request through the <see cref="Door"/> to an endpoint. It holds nothing of the server but what it
/// was given, and whatever happens here, the server's clients do not wait for it.
/// </summary>
public sealed class AdminApplication : IAdminApplication
{
    private readonly TimeProvider _time;
    private readonly Seldom _failures;
    private AdminHost? _host;
    private LiveFeed? _feed;
    private Telemetry? _telemetry;
    private ILogger? _log;

    /// <summary>An application that does not listen yet.</summary>
    public AdminApplication()
        : this(TimeProvider.System)
    {
    }

    internal AdminApplication(TimeProvider time)
    {
        _time = time;
        _failures = new Seldom(time);
    }

    /// <inheritdoc/>
    public async Task<string> StartAsync(AdminSettings settings, IMonitoredServer server, IServerControl control, ILogger log, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _log = log;
        var address = await AdminAddress.ParseAsync(settings.Listen, cancellation).ConfigureAwait(false);
        var crowd = AdminHost.NewCrowd();
        var door = new Door(address, new HostNames(address, settings.Hosts), TokensFor(settings, address, log), crowd.Know, log, _time);
        var status = new LastStatus(server, _time);
        _feed = new LiveFeed(server, log, _time);
        try
        {
            _telemetry = new Telemetry(server, status, OtlpVariables.Read(), log);
            _host = await AdminHost.StartAsync(settings.Listen, address, crowd, (context, next) => ServeAsync(door, context, next), Map, new FrameworkLog(log, _time), cancellation).ConfigureAwait(false);
            return _host.Address;
        }
        catch
        {
            await DisposeAsync().ConfigureAwait(false);
            throw;
        }

        void Map(IEndpointRouteBuilder routes)
        {
            new StatusEndpoints(server, status).Map(routes);
            new MetricsEndpoints(_telemetry).Map(routes);
            new LiveEndpoints(_feed).Map(routes);
            new PageEndpoints(door).Map(routes);
            new ControlEndpoints(control, log).Map(routes);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Once: a start that fails has done it before its caller does.
        var (feed, host, telemetry) = (_feed, _host, _telemetry);
        (_feed, _host, _telemetry) = (null, null, null);
        // Viewers first: a stream of events has no end of its own.
        if (feed is not null)
            await feed.DisposeAsync().ConfigureAwait(false);
        if (host is not null)
            await host.DisposeAsync().ConfigureAwait(false);
        telemetry?.Dispose();
    }

    private static TokenFile? TokensFor(AdminSettings settings, AdminAddress address, ILogger log)
    {
        if (settings.TokenFile.Length == 0)
        {
            return address is AdminAddress.Internet { IsLoopback: false }
                ? throw AdminAddress.Wrong(settings.Listen, "can be reached from other hosts and needs actor-server.admin.token-file; or listen on 127.0.0.1 or a Unix socket")
                : null;
        }

        var tokens = new TokenFile(settings.TokenFile, log);
        if (!tokens.Current.CannotBeGuessed)
            log.LogWarning("actor-server.admin.token-file = {Path} holds a short token; openssl rand -hex 32 prints one that nobody can guess", settings.TokenFile);
        return tokens;
    }

    // What routing leaves without a word.
    private static string? NotMapped(HttpContext context) => context.Response switch
    {
        { HasStarted: true } or { ContentLength: not null } => null,
        { StatusCode: StatusCodes.Status404NotFound } => $"There is no {context.Request.Path.ToUriComponent()} here.",
        { StatusCode: StatusCodes.Status405MethodNotAllowed } => $"{context.Request.Path.ToUriComponent()} is asked for by {context.Response.Headers.Allow}.",
        _ => null,
    };

    private async Task ServeAsync(Door door, HttpContext context, RequestDelegate next)
    {
        SecurityHeaders.Set(context.Response.Headers);
        try
        {
            await door.ComeInAsync(context, next).ConfigureAwait(false);
            if (NotMapped(context) is { } sentence)
                await Answer.TextAsync(context, context.Response.StatusCode, sentence).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!context.Response.HasStarted)
        {
            await Answer.TextAsync(context, StatusCodes.Status503ServiceUnavailable, "The server has not answered within two seconds.").ConfigureAwait(false);
        }
        catch (BadHttpRequestException wrong) when (!context.Response.HasStarted)
        {
            await Answer.TextAsync(context, wrong.StatusCode, wrong.Message).ConfigureAwait(false);
        }
        catch (InvalidDataException wrong) when (!context.Response.HasStarted)
        {
            await Answer.TextAsync(context, StatusCodes.Status400BadRequest, wrong.Message).ConfigureAwait(false);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to hear of it.
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            if (_failures.IsDue(out var suppressed))
                _log!.LogError(failure, "admin: {Method} {Path} has failed{Suppressed}", context.Request.Method, context.Request.Path.ToUriComponent(), suppressed == 0 ? "" : $" suppressed={suppressed}");
            await Answer.TextAsync(context, StatusCodes.Status500InternalServerError, "The request has failed; the server's log says why.").ConfigureAwait(false);
        }
    }
}
