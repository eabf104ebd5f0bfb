using WebApp;

var builder = WebApplication.CreateSlimBuilder(args);
// The one line: a server's worker if a server starts this program, otherwise what it is without it.
builder.WebHost.UseActorServer();
builder.WebHost.UseKestrelHttpsConfiguration();

var app = builder.Build();
app.UseWebSockets();
app.MapGet("/", () => Results.Text(Page.Html, "text/html; charset=utf-8"));
app.MapGet("/whoami", (HttpContext context) =>
    $"pid={Environment.ProcessId} connection={context.Connection.Id} peer={context.Connection.RemoteIpAddress} protocol={context.Request.Protocol} scheme={context.Request.Scheme}\n");
app.MapPost("/length", async (HttpContext context) => $"{await Bodies.LengthAsync(context.Request.Body, context.RequestAborted)}\n");
app.MapGet("/slow/{milliseconds:int}", async (int milliseconds, CancellationToken aborted) =>
{
    await Task.Delay(milliseconds, aborted);
    return "slow\n";
});
app.MapGet("/events", (HttpContext context) => TypedResults.ServerSentEvents(Clock.TicksAsync(Lifetime.Of(context)), "tick"));
app.Map("/echo", (HttpContext context) => Echo.ServeAsync(context));
app.MapPost("/crash", () => Environment.FailFast("asked to crash"));
app.MapPost("/abort", (HttpContext context) => context.Abort());
app.Run();
