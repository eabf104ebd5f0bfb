using System.Runtime.InteropServices;
using System.Text;
using ActorServer.Native.Descriptors;
using ActorServer.Protocol.Bootstrap;
using ActorServer.Protocol.Remoting;
using ActorServer.Protocol.Serialization;
using ActorServer.RemoteWorker.NativeStart;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Actor.Setup;
using Microsoft.Win32.SafeHandles;

namespace ActorServer.RemoteWorker;

/// <summary>
/// The life of a worker process: joins the server through Akka.Remote, says that it is ready, runs the handlers that the
/// server deploys to it, and ends when the server says so or is gone. SIGTERM, which systemd sends to the whole group,
/// means: finish the client, then end. SIGINT is for the server alone.
/// </summary>
internal static class WorkerProcess
{
    private static readonly SafeFileHandle StandardOutput = new(1, ownsHandle: false);

    // Longer lines than a pipe takes undivided stay whole.
    private static readonly Lock Printing = new();

    public static async Task<int> RunAsync(WorkerBootstrap bootstrap, ReadOnlyMemory<byte> prepared, ServerChannel server)
    {
        NativeData.Prepare();
        if (bootstrap.MemoryLimit > 0)
            MemoryLimit.MakeFatal(bootstrap.MemoryLimit);
        // The server hands nothing over before the control has said that the worker is ready, so it is not waited for long.
        var control = new TaskCompletionSource<IActorRef>();
        server.Attend(client => control.Task.Result.Tell(client), keys => control.Task.Result.Tell(keys));
        ServerOutput.RedirectTo(Print);
        var handler = await WorkerHandler.PrepareAsync(bootstrap).ConfigureAwait(false);

        var config = WorkerConfig.Read(prepared.Span, bootstrap.HostName);
        // ActorSystem.Create would look for a configuration file of .NET Framework's first, although there is a configuration.
        using var system = new ActorSystemImpl(RemotingConfig.WorkerSystem, config, ActorSystemSetup.Create(WorkerSerialization.Setup, new PairSetup(server.TakeConnection())));
        system.Start();
        control.SetResult(system.ActorOf(WorkerControl.Props(bootstrap, handler.Kind, EndProcess), WorkerControl.Name));

        WorkerLog.Attach(system.ActorOf<WorkerLog>("log"), system.EventStream);

        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            control.Task.Result.Tell(WorkerControl.Leave.Instance);
        });
        await system.WhenTerminated.ConfigureAwait(false);
        return 0;
    }

    // Without the console, which watches a terminal and sets up signals for it. A program that a handler has started may have made
    // the pipe one on which nobody waits; and when it is closed, the server has no use for the line any more.
    private static void Print(string line)
    {
        var bytes = Encoding.UTF8.GetBytes($"{ServerOutput.PrintedLineMark}{line}\n");
        lock (Printing)
            _ = DescriptorOutput.WriteAll(StandardOutput, bytes, out _);
    }

    // Nothing is left to flush: the last handler has stopped and its bytes are with the server. An orderly end of
    // Akka.Remote would only cost the next client time.
    private static void EndProcess()
    {
        Environment.Exit(0);
    }
}
