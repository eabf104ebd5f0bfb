using ActorServer.Protocol.Bootstrap;
using ActorServer.Server.CommandLine;
using ActorServer.Server.Hosting;
using ActorServer.Server.Output;


// Before there are streams on which it could be said.
if (StandardDescriptors.Open() is not null)
    return 1;
RuntimeCultures.UseInvariant();
using var streams = new StandardStreams();
// Before anything else is done: from now on no signal ends the process without a word.
using var signals = Signals.Catch(streams.Error.WriteLine, Cli.IsToServe(args));
var exitCode = await new Cli((settings, cancellation) => ServerHost.RunAsync(settings, streams, signals, cancellation), new PlainOutput(OutputDescriptor.StandardOutput), streams.Error.WriteLine)
{
    Prepare = ServerHost.Prepare,
    Obstacle = ServerHost.Obstacle,
    Warnings = ServerHost.Warnings,
    StopWith = stop => signals.Attend(_ => stop(), _ => { }),
}.RunAsync(args).ConfigureAwait(false);
// The last lines may take a while, in which no signal ends the process either.
streams.Dispose();
return exitCode;
