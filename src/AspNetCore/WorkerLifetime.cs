using Microsoft.Extensions.Hosting;

namespace ActorServer.AspNetCore;

/// <summary>The life of an application that is a worker: its server ends it, and no signal does.</summary>
internal sealed class WorkerLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
