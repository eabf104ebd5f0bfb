using Microsoft.Extensions.Hosting;

namespace ActorServer.Server.Embedding;

/// <summary>The life of what runs inside a host: that host begins and ends it, and no signal does.</summary>
internal sealed class NobodysLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
