using ActorServer.RemoteWorker;
using Microsoft.Extensions.DependencyInjection;
using OwnWorker;
using UpperCase;

return await RemoteWorkerHost.RunAsync(
    args,
    handlers => handlers.Add<PrimeHandler>().Add<UpperCaseHandler>().Add<GuestHandler>(),
    services => services.AddSingleton<GuestBook>().AddScoped<Visit>());
