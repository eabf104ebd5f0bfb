using ActorServer.Server.CommandLine;
using ActorServer.Server.Hosting;

return await Cli.RunAsync(args, ServerHost.RunAsync).ConfigureAwait(false);
