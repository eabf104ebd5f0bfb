using ActorServer.Native.Processes;
using ActorServer.Server.Tls;
using ActorServer.Serving.Loading;
using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Workers;

/// <summary>What all workers of a service have in common.</summary>
/// <param name="Service">The service's name.</param>
/// <param name="Command">How the process is started.</param>
/// <param name="Config">What they are configured with, prepared.</param>
/// <param name="Handler">The handler that the workers run.</param>
/// <param name="Settings">The process backend's settings.</param>
/// <param name="Launcher">Starts the processes; where it is nobody, the backend makes one.</param>
/// <param name="Print">Prints a line of a handler's; it does not wait.</param>
/// <param name="Log">The service's log.</param>
internal sealed record WorkerSetup(
    string Service, ChildProcessStart Command, ReadOnlyMemory<byte> Config, HandlerSpec Handler, ProcessSettings Settings, IActorRef Launcher, Action<string> Print, ILogger Log)
{
    /// <summary>How long a client waits for a worker while none can be started; zero: for three failed starts.</summary>
    public TimeSpan QueueTimeout { get; init; }

    /// <summary>Takes what their code logs; null where nobody does, and it is a line like others.</summary>
    public WorkersLog? Logs { get; init; }

    /// <summary>Shows the workers to operators; null where there are none.</summary>
    public WorkerTable? Table { get; init; }

    /// <summary>The certificates with which workers end their clients' TLS; null where they do not.</summary>
    public ServiceCertificates? Certificates { get; init; }
}
