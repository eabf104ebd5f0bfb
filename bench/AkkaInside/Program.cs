using ActorServer.RemoteWorker;
using AkkaInside;

return await RemoteWorkerHost.RunAsync(args, handlers => handlers.Add<FacilityHandler>().Add<ReflectingHandler>());
