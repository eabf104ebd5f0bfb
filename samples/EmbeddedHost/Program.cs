using ActorServer;
using EmbeddedHost;

// Started by the server that it embeds, this program is a worker with these services, and goes no further than here.
ActorServerWorker.RunIfStartedByServer(args, services => services.AddSingleton<Catalogue>());

var builder = WebApplication.CreateSlimBuilder(args);
builder.Services.AddActorServer(server => server
    .AddService("orders", service => service.Listen("127.0.0.1", 7788).Isolate(Isolation.Process).Handle<OrderHandler>())
    // What stands there wins: appsettings.json, the environment, the command line.
    .AddConfiguration(builder.Configuration.GetSection("ActorServer")));
builder.Services.AddHealthChecks().AddActorServer();

var app = builder.Build();
app.MapHealthChecks("/healthz");
app.MapGet("/", async (IActorServer server, CancellationToken aborted) => Results.Text(Page.Of(server, await server.Services["orders"].ReadStatusAsync(aborted)), "text/html; charset=utf-8"));
app.MapPost("/pause", (IActorServer server) => server.Services["orders"].PauseAsync());
app.MapPost("/resume", (IActorServer server) => server.Services["orders"].ResumeAsync());
app.MapPost("/stop", (IHostApplicationLifetime application) => application.StopApplication());
app.Run();
