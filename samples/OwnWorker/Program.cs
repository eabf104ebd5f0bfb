using ActorServer.RemoteWorker;
using OwnWorker;
using UpperCase;

return await RemoteWorkerHost.RunAsync(args, handlers => handlers.Add<PrimeHandler>().Add<UpperCaseHandler>());
