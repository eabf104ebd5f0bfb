using ActorServer.RemoteWorker;
using StaticFiles;

return await RemoteWorkerHost.RunAsync(args, handlers => handlers.Add<StaticFilesHandler>());
