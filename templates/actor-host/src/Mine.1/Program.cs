using ActorServer;
using Mine._1;

// Started by the server that it embeds, this program is a worker, and goes no further than here.
ActorServerWorker.RunIfStartedByServer(args);

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddActorServer(server => server
    .AddService("orders", service => service.Listen("127.0.0.1", 7788).Isolate(Isolation.Process).Handle<OrderHandler>())
    // What stands there wins: appsettings.json, the environment, the command line.
    .AddConfiguration(builder.Configuration.GetSection("ActorServer")));
builder.Services.AddHealthChecks().AddActorServer();

var app = builder.Build();
app.MapHealthChecks("/healthz");
app.MapGet("/", async (IActorServer server) =>
{
    var orders = await server.Services["orders"].ReadStatusAsync();
    return $"{orders.Served} clients at {string.Join(", ", orders.Addresses)}\n";
});
app.Run();
