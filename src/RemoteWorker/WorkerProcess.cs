using System.Runtime.InteropServices;
using ActorServer.Protocol.Bootstrap;
using ActorServer.Protocol.Remoting;
using ActorServer.Protocol.Serialization;
using ActorServer.RemoteWorker.Logs;
using ActorServer.RemoteWorker.NativeStart;
using ActorServer.Serving.Services;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Actor.Setup;
using Microsoft.Extensions.DependencyInjection;

namespace ActorServer.RemoteWorker;

/// <summary>
/// The life of a worker process: joins the server through Akka.Remote, says that it is ready, runs the handlers that the
/// server deploys to it, and ends when the server says so or is gone. SIGTERM, which systemd sends to the whole group,
/// means: finish the client, then end. SIGINT is for the server alone.
/// </summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly WorkerBootstrap _bootstrap;
    private readonly ReadOnlyMemory<byte> _prepared;
    private readonly ServerChannel _server;
    private readonly ServersSignals _signals;

    // The server hands nothing over before the control has said that the worker is ready, so it is not waited for long.
    private readonly TaskCompletionSource<IActorRef> _control = new();
    private ActorSystemImpl? _system;
    private PosixSignalRegistration? _terminate;

    private WorkerProcess(WorkerBootstrap bootstrap, ReadOnlyMemory<byte> prepared, ServerChannel server, ServersSignals signals)
    {
        _bootstrap = bootstrap;
        _prepared = prepared;
        _server = server;
        _signals = signals;
    }

    /// <summary>Sends what this process logs to the server's log.</summary>
    public ServerLoggerProvider Log => new(WorkerPrinting.Log, (Microsoft.Extensions.Logging.LogLevel)_bootstrap.LogLevel);

    /// <summary>The handler's own settings as HOCON; empty for none.</summary>
    public string HandlerSettings => _bootstrap.HandlerSettings;

    /// <summary>
    /// Takes what the server has to say from standard input, and from then on ends with the server. Nothing else may have run before it
    /// that could start a program.
    /// </summary>
    /// <exception cref="FormatException">Standard input is no server's.</exception>
    public static WorkerProcess Begin()
    {
        // What concerns the server alone may come at any time.
        var signals = new ServersSignals();
        if (StandardInput.Take(out var error) is not { } channel)
            throw new FormatException(error);
        var server = new ServerChannel(channel);
        var (bootstrap, prepared) = server.ReadStart();
        var worker = new WorkerProcess(WorkerBootstrap.Parse(bootstrap.Span), prepared, server, signals);
        worker.Attend();
        return worker;
    }

    /// <summary>
    /// Prepares the handler, joins the server and says that the worker is ready. The rest happens by itself; the task that is returned in
    /// the task ends with the actor system.
    /// </summary>
    /// <param name="endProcess">Ends the process, when the server says so.</param>
    /// <param name="register">Registers the services from which handlers are made; null for loggers alone.</param>
    /// <exception cref="Serving.Loading.HandlerLoadException">The handler cannot be used.</exception>
    public async Task<Task> JoinAsync(Action endProcess, Action<IServiceCollection>? register = null)
    {
        ServerOutput.RedirectTo(WorkerPrinting.Print);
        var handler = await WorkerHandler.PrepareAsync(_bootstrap).ConfigureAwait(false);
        var services = await WorkerServices.BuildAsync(handler, _bootstrap.LogLevel, register).ConfigureAwait(false);

        var config = WorkerConfig.Read(_prepared.Span, _bootstrap.HostName);
        // ActorSystem.Create would look for a configuration file of .NET Framework's first, although there is a configuration.
        _system = new ActorSystemImpl(RemotingConfig.WorkerSystem, config, ActorSystemSetup.Create(WorkerSerialization.Setup, new PairSetup(_server.TakeConnection()), new HandlerServicesSetup(services.ForHandlers, _bootstrap.Service)));
        _system.Start();
        _control.SetResult(_system.ActorOf(WorkerControl.Props(_bootstrap, handler.Kind, () => services.EndBefore(endProcess), WorkerHandler.ForAll(handler)), WorkerControl.Name));

        WorkerLog.Attach(_system.ActorOf(WorkerLog.Props(WorkerPrinting.Log), "log"), _system.EventStream, _bootstrap.LogLevel);

        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            _control.Task.Result.Tell(WorkerControl.Leave.Instance);
        });
        return _system.WhenTerminated;
    }

    public void Dispose()
    {
        _terminate?.Dispose();
        _system?.Dispose();
        _server.Dispose();
        _signals.Dispose();
    }

    private void Attend()
    {
        NativeData.Prepare();
        if (_bootstrap.MemoryLimit > 0)
            MemoryLimit.MakeFatal(_bootstrap.MemoryLimit);
        _server.Attend(client => _control.Task.Result.Tell(client), keys => _control.Task.Result.Tell(keys));
    }
}
