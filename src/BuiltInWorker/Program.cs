using ActorServer.RemoteWorker;


// The built-in handlers lie beside it, or are compiled in whole, and are found there by their names.
return await RemoteWorkerHost.RunAsync(args).ConfigureAwait(false);
