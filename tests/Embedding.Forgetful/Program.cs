using ActorServer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// It embeds a server whose workers it is itself, and does not say RunIfStartedByServer.
var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddActorServer(server => server
    .AddService("echo", service => service.Listen("127.0.0.1", 0).Isolate(Isolation.Process).Handle("echo"))
    // Its workers fail by themselves, also where they take long to come to it.
    .Set("backends.process.start-timeout", TimeSpan.FromMinutes(1)));
builder.Build().Run();
