using ActorServer.Protocol.Workers;
using ActorServer.RemoteWorker;
using Microsoft.Win32.SafeHandles;

// A worker is started by a server and by nobody else: what it is to do comes on standard input.
if (args.Length > 0)
{
    Console.WriteLine("remote-worker is started by actor-server and takes no arguments.");
    return 2;
}

using var standardInput = new SafeFileHandle(0, ownsHandle: false);
using var server = new ServerChannel(new FileStream(standardInput, FileAccess.Read, bufferSize: 0), standardInput);
try
{
    return await WorkerProcess.RunAsync(WorkerBootstrap.Parse(server.ReadBootstrapLine()), server).ConfigureAwait(false);
}
catch (FormatException malformed)
{
    await Console.Error.WriteLineAsync($"remote-worker: {malformed.Message}").ConfigureAwait(false);
    return 2;
}
