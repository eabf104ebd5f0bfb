using ActorServer.RemoteWorker;
using Mine._1;

// The server starts this program, and tells it what to do; started by hand it says so and ends.
return await RemoteWorkerHost.RunAsync(args, handlers => handlers.Add<GreetingHandler>());
