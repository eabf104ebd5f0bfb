using Akka.Configuration;

namespace ActorServer;

/// <summary>
/// A handler that has something to get ready before it serves: tables to compute, files to read, a library to start. It is
/// done once for all handlers of a process, before the first client, so that no client waits for it. What it leaves behind
/// in statics the handlers find; each worker has its own.
/// </summary>
/// <remarks>
/// In the process model a worker prepares before it is ready, so that spare workers wait prepared; the server kills a worker
/// that is not ready within <c>start-timeout</c>, preparation included. In the other models the server prepares once for
/// each service before the service listens, and nothing bounds it but a signal that stops the server.
/// </remarks>
public interface IPrepares
{
    /// <summary>
    /// Prepares. It may block: it has a thread of its own. An exception means that this process cannot serve: a worker did
    /// not start, or the server ends with exit code 1; the reason is logged.
    /// </summary>
    /// <param name="settings">The handler block without <c>type</c> and <c>path</c>, validated before; never null.</param>
    /// <param name="cancellation">Cancelled when the server is to stop meanwhile. A worker that is to stop is killed.</param>
    static abstract Task PrepareAsync(Config settings, CancellationToken cancellation);
}
