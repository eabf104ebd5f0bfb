using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ActorServer.Server.Hosting;

/// <summary>A host's life from start to end, with a bound on the end.</summary>
internal static class HostRun
{
    /// <summary>
    /// Runs the host until it has stopped, and disposes it. The host tells its services when
    /// <see cref="HostOptions.ShutdownTimeout"/> is up, and waits on without bound for one that does not listen; this does not.
    /// </summary>
    /// <param name="host">The caller's no longer.</param>
    /// <param name="grace">How long after that time-out it may take.</param>
    /// <param name="cancellation">Stops the host, as a signal does.</param>
    /// <returns>False when it has not ended in time: then it still runs, and only the end of the process ends it.</returns>
    public static async Task<bool> RunAsync(IHost host, TimeSpan grace, CancellationToken cancellation)
    {
        var patience = host.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout + grace;
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        var overdue = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var timer = new Timer(_ => overdue.TrySetResult());
        await using var stopping = lifetime.ApplicationStopping.Register(() => timer.Change(patience, Timeout.InfiniteTimeSpan));
        var run = host.RunAsync(cancellation);
        if (await Task.WhenAny(run, overdue.Task).ConfigureAwait(false) != run)
            return false;
        await run.ConfigureAwait(false);
        return true;
    }
}
