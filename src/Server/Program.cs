using ActorServer.Server.CommandLine;
using ActorServer.Server.Hosting;
using ActorServer.Server.Output;

// Before there are streams on which it could be said.
if (StandardDescriptors.Open() is not null)
    return 1;
using var streams = new StandardStreams();
return await new Cli((settings, cancellation) => ServerHost.RunAsync(settings, streams, cancellation), new PlainOutput(OutputDescriptor.StandardOutput), streams.Error.WriteLine)
    .RunAsync(args).ConfigureAwait(false);
