using ActorServer.Server.CommandLine;
using ActorServer.Server.Hosting;
using ActorServer.Server.Output;

using var streams = new StandardStreams();
return await new Cli((settings, cancellation) => ServerHost.RunAsync(settings, streams, cancellation), new PlainOutput(OutputDescriptor.StandardOutput), streams.Error.WriteLine)
    .RunAsync(args).ConfigureAwait(false);
