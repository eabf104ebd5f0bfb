using System.Globalization;
using System.Net;
using System.Text.Json;
using ActorServer.Monitoring;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;

namespace ActorServer.Admin.Page.Tests.Fake;

/// <summary>The page's files and answers to all it asks for, about services that are played.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private readonly WebApplication _application;
    // Never disposed, so that a server may be ended twice: by its test and after it.
    private readonly CancellationTokenSource _gone = new();
    private readonly Lock _lock = new();

    private FakeServer(WebApplication application, FakeService[] services)
    {
        _application = application;
        Services = services;
    }

    public FakeService[] Services { get; }

    public List<string> Controls { get; } = [];

    public List<LogWarning> Warnings { get; } = [];

    /// <summary>Null where there is no cluster.</summary>
    public IReadOnlyList<NodeRow>? Nodes { get; set; }

    public string State { get; set; } = "serving";

    public string? Control { get; set; }

    public string? Token { get; set; }

    /// <summary>Where the browser said the login came from.</summary>
    public string? LogInOrigin { get; private set; }

    public int Pid { get; set; } = 812;

    public DateTimeOffset StartedAt { get; } = DateTimeOffset.UtcNow.AddHours(-77);

    /// <summary>Snapshots that the first page gets at once, so that its charts are full.</summary>
    public int Past { get; set; }

    public TimeSpan Second { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Rows of connections that were sent.</summary>
    public int RowsSent { get; private set; }

    public Uri Address => new(_application.Urls.First() + "/");

    public static async Task<FakeServer> StartAsync(FakeService[] services, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, options => options.Protocols = HttpProtocols.Http1));
        var server = new FakeServer(builder.Build(), services);
        server.Map();
        await server._application.StartAsync();
        return server;
    }

    public void Step()
    {
        lock (_lock)
            Array.ForEach(Services, service => service.Step());
    }

    /// <summary>Something happens between two seconds.</summary>
    public void Do(Action what)
    {
        lock (_lock)
            what();
    }

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await _application.DisposeAsync();
    }

    private void Map()
    {
        _application.Use(ComeInAsync);
        _application.UseDefaultFiles(new DefaultFilesOptions { FileProvider = new PhysicalFileProvider(Places.Page) });
        _application.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(Places.Page) });
        // After the files, which the paths of controls would hide.
        _application.UseRouting();
        _application.MapGet("/events", EventsAsync);
        _application.MapGet("/connections", ConnectionsAsync);
        _application.MapPost("/login", LogInAsync);
        _application.MapPost("/{**path}", ControlAsync);
    }

    private async Task ComeInAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        var open = context.Request.Path == "/login" || Path.HasExtension(context.Request.Path);
        if (Token is null || open || context.Request.Cookies["token"] == Token)
        {
            await next(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.ContentType = "text/html";
        if (context.Request.Path == "/")
            await context.Response.SendFileAsync(Path.Combine(Places.Page, "login.html"));
    }

    private async Task LogInAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        context.Response.Cookies.Append("token", form["token"].ToString(), new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict });
        LogInOrigin = context.Request.Headers.Origin.ToString();
        context.Response.Redirect("/");
    }

    private async Task EventsAsync(HttpContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _gone.Token);
        context.Response.ContentType = "text/event-stream";
        try
        {
            for (; ; Past = Math.Max(0, Past - 1))
            {
                Step();
                await context.Response.WriteAsync($"event: snapshot\ndata: {Snapshot()}\n\n", end.Token);
                if (Past == 0)
                    await Task.Delay(Second, end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The page or the server has gone.
        }
    }

    private string Snapshot()
    {
        lock (_lock)
        {
            var ends = Services.SelectMany(service => service.Ends).OrderByDescending(end => end.At).Take(100);
            var snapshot = new LiveSnapshot(
                new ServerFacts("0.1.0", Pid, StartedAt, State, 1), [.. Services.Select(service => service.Live())],
                [.. Services.SelectMany(service => service.WorkerRows())], [.. ends], [.. Warnings], Control, Nodes);
            return JsonSerializer.Serialize(snapshot, StatusJson.Default.LiveSnapshot);
        }
    }

    private async Task ConnectionsAsync(HttpContext context)
    {
        var query = context.Request.Query;
        ConnectionPage page;
        lock (_lock)
        {
            var rows = Services.SelectMany(service => service.Rows())
                .Where(row => Heeds(query["service"], row.Service) && Heeds(query["state"], row.State) && Heeds(query["place"], $"{row.Place}"))
                .Where(row => $"{row.Id} {row.Peer} {row.State} {row.Worker} {row.Pid}".Contains(query["text"].ToString(), StringComparison.OrdinalIgnoreCase));
            page = Cut(rows, query["sortBy"].ToString(), query["descending"] == "true", Number(query["skip"]), Number(query["take"]));
            RowsSent += page.Rows.Count;
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(JsonSerializer.Serialize(page, StatusJson.Default.ConnectionPage));
    }

    private static ConnectionPage Cut(IEnumerable<ConnectionRow> rows, string sortBy, bool descending, int skip, int take)
    {
        IComparable? Key(ConnectionRow row) => typeof(ConnectionRow).GetProperties().Single(property => property.Name.Equals(sortBy, StringComparison.OrdinalIgnoreCase)).GetValue(row) as IComparable;
        var sorted = sortBy == "" ? rows.ToArray() : descending ? [.. rows.OrderByDescending(Key)] : rows.OrderBy(Key).ToArray();
        return new ConnectionPage(sorted.Length, [.. sorted.Skip(skip).Take(take)]);
    }

    private async Task ControlAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var (path, body) = (context.Request.Path.Value!, await reader.ReadToEndAsync());
        context.Response.StatusCode = Control is null ? StatusCodes.Status204NoContent : StatusCodes.Status403Forbidden;
        lock (_lock)
        {
            Controls.Add(body.Length > 0 ? $"{path} {body}" : path);
            if (Control is null && !Obey(path[1..].Split('/'), body))
                context.Response.StatusCode = StatusCodes.Status404NotFound;
        }

        if (path.EndsWith("/limits", StringComparison.Ordinal) && Control is null)
        {
            context.Response.StatusCode = StatusCodes.Status200OK;
            await context.Response.WriteAsync("holds until the next reload or start\n");
        }
        else if (context.Response.StatusCode == StatusCodes.Status404NotFound)
        {
            await context.Response.WriteAsync($"there is no {path}\n");
        }
    }

    private bool Obey(string[] path, string body)
    {
        var service = Services.FirstOrDefault(service => service.Name == path.ElementAtOrDefault(1)) ?? Services[0];
        switch (path[0], path[^1])
        {
            case ("services", "limits"):
                service.Cap = int.Parse(JsonDocument.Parse(body).RootElement.GetProperty("max-connections").GetString()!, CultureInfo.InvariantCulture);
                return true;
            case ("services", var verb):
                service.State = verb switch { "pause" => "paused", "drain" => "draining", _ => "serving" };
                return true;
            case ("connections", "close"):
                return Services.Any(service => service.Close(path[1], "operator-closed"));
            case ("workers", "kill"):
                return service.KillWorker(long.Parse(path[2], CultureInfo.InvariantCulture));
            case ("shutdown", _):
                State = "draining";
                return true;
            default:
                return path[0] is "log-level" or "workers";
        }
    }

    private static bool Heeds(string? wanted, string own) => string.IsNullOrEmpty(wanted) || wanted == own;

    private static int Number(string? text) => int.Parse(text!, CultureInfo.InvariantCulture);
}
