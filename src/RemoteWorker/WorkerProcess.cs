using System.Runtime.InteropServices;
using ActorServer.Protocol.Handling;
using ActorServer.Protocol.Remoting;
using ActorServer.Protocol.Workers;
using Akka.Actor;
using Akka.Configuration;

namespace ActorServer.RemoteWorker;

/// <summary>
/// The life of a worker process: joins the server through Akka.Remote, says that it is ready, runs the handlers that the
/// server deploys to it, and ends when the server says so or is gone. SIGTERM, which systemd sends to the whole group,
/// means: finish the client, then end. SIGINT is for the server alone.
/// </summary>
internal static class WorkerProcess
{
    private const string LogConfig = """
        akka.loggers = ["ActorServer.RemoteWorker.WorkerLog, remote-worker"]
        akka.stdout-loglevel = OFF
        akka.loglevel = INFO
        """;

    public static async Task<int> RunAsync(WorkerBootstrap bootstrap, ServerPipe server)
    {
        server.EndWithServer();
        ServerOutput.RedirectTo(Console.Out, marked: true);
        // A handler that cannot be loaded is the server's to know before any client is.
        HandlerLoader.Load(bootstrap.HandlerType, bootstrap.HandlerPath);

        var config = ConfigurationFactory.ParseString(LogConfig).WithFallback(
            RemotingConfig.ForWorker(bootstrap.Directory, bootstrap.HostName, bootstrap.Secret));
        using var system = ActorSystem.Create(RemotingConfig.WorkerSystem, config);
        var control = system.ActorOf(WorkerControl.Props(bootstrap), WorkerControl.Name);

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            control.Tell(WorkerControl.Leave.Instance);
        });
        await system.WhenTerminated.ConfigureAwait(false);
        return 0;
    }
}
