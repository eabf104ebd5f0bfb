using System.Security.Cryptography;
using System.Text;
using ActorServer.Protocol.Handling;
using ActorServer.Protocol.Messages;
using ActorServer.Protocol.Remoting;
using ActorServer.Protocol.Workers;
using ActorServer.Server.Connections;
using ActorServer.Server.Isolation;
using Akka.Actor;
using Akka.IO;
using Akka.Remote;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Workers;

/// <summary>
/// One worker process: spawns it, waits until it is ready, deploys a handler to it for one client after the other, and
/// reaps it. Owns the process: whatever happens it ends with exactly one <see cref="Gone"/> to the backend, after the
/// process has really ended. The exit of the process is the signal that it died; nothing waits for Akka.Remote to notice.
/// </summary>
internal sealed class Worker : UntypedActor, IWithTimers
{
    // What the process wrote before its end is in the pipe; only a foreign process that inherited it could keep it open.
    private static readonly TimeSpan OutputPatience = TimeSpan.FromMilliseconds(300);

    private readonly WorkerSetup _setup;
    private readonly int _number;
    private readonly string _host;
    private readonly string _secret = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
    private readonly OutputTail _standardError = new();
    private readonly long _startedAt = System.Diagnostics.Stopwatch.GetTimestamp();
    private string? _startError;
    private bool _timedOut;
    private Task _output = Task.CompletedTask;
    private ChildProcess? _process;

    public Worker(int number, WorkerSetup setup)
    {
        _number = number;
        _setup = setup;
        _host = $"{setup.Service}-w{number}";
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private static RemotingCredentials Credentials => RemotingCredentials.For(Context.System);

    public static Props Props(int number, WorkerSetup setup) => Akka.Actor.Props.Create(() => new Worker(number, setup));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Credentials.Admit(_host, _secret);
        // It reaches this actor, and later the connection that it serves; nothing else in the server.
        Credentials.Grant(_host, Self.Path.ToStringWithoutAddress());
        _setup.Launcher.Tell(new WorkerLauncher.Launch(_setup.Command));
        Become(Spawning(endWanted: false));
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        Credentials.Revoke(_host);
        // Does nothing to a process that has been reaped; no other may outlive this actor.
        _process?.KillGroup();
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
    {
        Self.Tell(new HandlerCrashed(Sender, HandlerFailed.Because(failure)));
        return Directive.Stop;
    });

    /// <inheritdoc/>
    protected override void OnReceive(object message) => Unhandled(message);

    /// <summary>The launcher is starting the process; it answers in any case.</summary>
    private UntypedReceive Spawning(bool endWanted) => message =>
    {
        switch (message)
        {
            case WorkerLauncher.Launched launched when endWanted:
                Spawned(launched.Process);
                Kill(launched.Process);
                break;
            case WorkerLauncher.Launched launched:
                Spawned(launched.Process);
                SendBootstrap(launched.Process);
                Timers.StartSingleTimer(nameof(StartTimeout), StartTimeout.Instance, _setup.Settings.StartTimeout);
                Become(Starting(launched.Process));
                break;
            case WorkerLauncher.LaunchFailed failed:
                Context.Parent.Tell(new StartFailed(_number, failed.Error, TimedOut: false));
                Context.Parent.Tell(new Gone(_number, null));
                Context.Stop(Self);
                break;
            case End:
                Become(Spawning(endWanted: true));
                break;
        }
    };

    /// <summary>The process runs and has not said yet that it is ready.</summary>
    private UntypedReceive Starting(ChildProcess process) => message =>
    {
        switch (message)
        {
            case WorkerReady ready:
                if (!IsOurs(ready.Secret))
                    break;
                Timers.Cancel(nameof(StartTimeout));
                _setup.Log.LogDebug(
                    "worker: worker={Worker} pid={Pid} ready after {Elapsed:0} ms",
                    _number, process.Pid, System.Diagnostics.Stopwatch.GetElapsedTime(_startedAt).TotalMilliseconds);
                Become(Idle(process, Sender));
                Context.Parent.Tell(new Ready(_number));
                break;
            case StartTimeout:
                _timedOut = true;
                _startError = $"was not ready within {_setup.Settings.StartTimeout.TotalSeconds:0.###} s (start-timeout)";
                Kill(process);
                break;
            case End:
                Kill(process);
                break;
            case Exited exited:
                Reap(process, exited, startError: $"ended ({exited.Status}) before it was ready");
                break;
        }
    };

    /// <summary>Ready, without a client.</summary>
    private UntypedReceive Idle(ChildProcess process, IActorRef control) => message =>
    {
        switch (message)
        {
            case IsolationBackend.Serve serve when !process.Exited.IsCompleted:
                Deploy(process, control, serve);
                break;
            case WorkerLeaving:
                Context.Parent.Tell(new Leaving(_number));
                break;
            case End:
                EndProcess(process, control, serving: null);
                break;
            case Exited exited:
                _setup.Log.LogWarning(
                    "worker: worker={Worker} pid={Pid} ended while idle exit={Exit} stderr={StandardError}",
                    _number, process.Pid, exited.Status, QuotedText.OfEnd(_standardError.ToString()));
                Reap(process, exited);
                break;
        }
    };

    /// <summary>A handler in the process serves a client.</summary>
    private UntypedReceive Busy(ChildProcess process, IActorRef control, IsolationBackend.Serve serving, IActorRef handler) => message =>
    {
        switch (message)
        {
            case HandlerCrashed crashed when crashed.Handler.Equals(handler):
                serving.Connection.Tell(crashed.Failure);
                break;
            case Terminated { AddressTerminated: false } terminated when terminated.ActorRef.Equals(handler):
                Timers.Cancel(nameof(KillTimeout));
                Credentials.Ungrant(_host, serving.Connection.Path.ToStringWithoutAddress());
                Become(Idle(process, control));
                Context.Parent.Tell(new HandlerOver(_number, serving.Info.Id));
                break;
            case IsolationBackend.ConnectionOver over when over.Id == serving.Info.Id:
                handler.Tell(new Tcp.ErrorClosed("the connection is over"));
                Timers.StartSingleTimer(nameof(KillTimeout), KillTimeout.Instance, _setup.Settings.KillTimeout);
                break;
            case KillTimeout:
                _setup.Log.LogWarning(
                    "worker: worker={Worker} pid={Pid} killed: its handler did not end within {Timeout:0.###} s of its connection {Id}",
                    _number, process.Pid, _setup.Settings.KillTimeout.TotalSeconds, serving.Info.Id);
                process.KillGroup();
                break;
            case WorkerLeaving:
                Context.Parent.Tell(new Leaving(_number));
                break;
            case End:
                EndProcess(process, control, serving);
                break;
            case Exited exited:
                serving.Connection.Tell(new ClientConnection.WorkerDied(
                    new WorkerIdentity(_number, process.Pid), exited.Status, _standardError.ToString()));
                Reap(process, exited, serving);
                break;
        }
    };

    /// <summary>The process has been asked or forced to end.</summary>
    private UntypedReceive Ending(ChildProcess process, IsolationBackend.Serve? serving) => message =>
    {
        switch (message)
        {
            case KillTimeout:
                process.KillGroup();
                break;
            case Exited exited:
                Reap(process, exited, serving, _startError);
                break;
        }
    };

    private void SendBootstrap(ChildProcess process)
    {
        try
        {
            process.StandardInput.Write(Encoding.UTF8.GetBytes(Bootstrap().ToLine()));
            process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It has ended already, and its exit will say so.
        }
    }

    private WorkerBootstrap Bootstrap() => new(
        _number, _setup.Service, _secret, _setup.SocketDirectory, _host, Self.Path.ToStringWithAddress(Remoting.DefaultAddress),
        _setup.Handler.TypeName, _setup.Handler.Path);

    private static IRemoteActorRefProvider Remoting => (IRemoteActorRefProvider)((ExtendedActorSystem)Context.System).Provider;

    private bool IsOurs(string secret) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(_secret));

    private void Spawned(ChildProcess process)
    {
        _process = process;
        _output = Task.WhenAll(
            LineReader.ReadAsync(process.StandardOutput, line => WriteOutput(process.Pid, line), CancellationToken.None),
            LineReader.ReadAsync(process.StandardError, line => WriteError(process.Pid, line), CancellationToken.None));
        AwaitExit(process).PipeTo(Self);
    }

    // The last words come before the news of the death.
    private async Task<Exited> AwaitExit(ChildProcess process)
    {
        var status = await process.Exited.ConfigureAwait(false);
        await Task.WhenAny(_output, Task.Delay(OutputPatience)).ConfigureAwait(false);
        return new Exited(status);
    }

    private void WriteOutput(int pid, string line)
    {
        if (line.Length > 0 && line[0] == ServerOutput.PrintedLineMark)
            ServerOutput.WriteLine(line[1..]);
        else
            _setup.Log.LogInformation("worker: worker={Worker} pid={Pid} stdout={Line}", _number, pid, QuotedText.Of(line));
    }

    private void WriteError(int pid, string line)
    {
        _standardError.Add(line);
        _setup.Log.LogWarning("worker: worker={Worker} pid={Pid} stderr={Line}", _number, pid, QuotedText.Of(line));
    }

    private void Deploy(ChildProcess process, IActorRef control, IsolationBackend.Serve serve)
    {
        var (info, connection) = serve;
        Credentials.Grant(_host, connection.Path.ToStringWithoutAddress());
        connection.Tell(new ClientConnection.WorkerAssigned(new WorkerIdentity(_number, process.Pid)));
        var remote = new Deploy(new RemoteScope(control.Path.Address));
        var handler = Context.Watch(Context.ActorOf(HandlerProducer.Travelling(_setup.Handler).WithDeploy(remote), info.Id));
        handler.Tell(info, connection);
        handler.Tell(new Tcp.Connected(info.Peer, info.Local), connection);
        Become(Busy(process, control, serve, handler));
    }

    private void EndProcess(ChildProcess process, IActorRef control, IsolationBackend.Serve? serving)
    {
        control.Tell(EndWorker.Instance);
        Timers.StartSingleTimer(nameof(KillTimeout), KillTimeout.Instance, _setup.Settings.KillTimeout);
        Become(Ending(process, serving));
    }

    private void Kill(ChildProcess process)
    {
        process.KillGroup();
        Become(Ending(process, serving: null));
    }

    private void Reap(ChildProcess process, Exited exited, IsolationBackend.Serve? serving = null, string? startError = null)
    {
        Timers.CancelAll();
        _setup.Log.LogDebug("worker: worker={Worker} pid={Pid} exit={Exit}", _number, process.Pid, exited.Status);
        process.Dispose();
        ForgetAddress();
        if (startError is not null)
            Context.Parent.Tell(new StartFailed(_number, WithLastWords($"worker pid {process.Pid} {startError}"), _timedOut));
        Context.Parent.Tell(new Gone(_number, serving?.Info.Id));
        Context.Stop(Self);
    }

    private string WithLastWords(string error)
    {
        var tail = _standardError.ToString();
        return tail.Length == 0 ? error : $"{error}; it wrote {QuotedText.OfEnd(tail)}";
    }

    // Otherwise Akka.Remote would keep an endpoint for the dead process, and our remote child would outlive it.
    private void ForgetAddress() =>
        Remoting.Quarantine(Remoting.DefaultAddress.WithHost(_host).WithSystem(RemotingConfig.WorkerSystem), null);

    /// <summary>From the backend: end the process, at once if it has no client.</summary>
    internal sealed record End
    {
        public static readonly End Instance = new();
    }

    /// <summary>To the backend: the process is ready for a client.</summary>
    internal sealed record Ready(int Number);

    /// <summary>To the backend: the process could not be started or did not become ready.</summary>
    internal sealed record StartFailed(int Number, string Error, bool TimedOut);

    /// <summary>To the backend: the process was asked from outside to end after its client.</summary>
    internal sealed record Leaving(int Number);

    /// <summary>To the backend: nothing runs any more of the handler of this connection.</summary>
    internal sealed record HandlerOver(int Number, string Id);

    /// <summary>
    /// To the backend: the process has ended; the last word of each worker. Names the connection that it was serving.
    /// </summary>
    internal sealed record Gone(int Number, string? Serving);

    private sealed record HandlerCrashed(IActorRef Handler, HandlerFailed Failure);

    private sealed record Exited(ExitStatus Status);

    private sealed record StartTimeout
    {
        public static readonly StartTimeout Instance = new();
    }

    private sealed record KillTimeout
    {
        public static readonly KillTimeout Instance = new();
    }
}
