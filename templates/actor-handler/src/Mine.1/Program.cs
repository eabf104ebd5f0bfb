using ActorServer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Mine._1;

// Started by the server that it embeds, this program is a worker, and goes no further than here.
ActorServerWorker.RunIfStartedByServer(args);

var builder = Host.CreateApplicationBuilder(args);
builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
builder.Services.AddActorServer(server => server
    // Inline | Event | Thread | Process: how far clients are kept apart.
    .AddService("default", service => service.Listen("127.0.0.1", 7788).Isolate(Isolation.Process).Handle<UpperCaseHandler>())
    // What stands there wins: the command line, the environment, appsettings.json.
    .AddConfiguration(builder.Configuration.GetSection("ActorServer")));
builder.Build().Run();
