using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorServer.Server.Hosting;

/// <summary>A host's life from start to end, with a bound on the end.</summary>
internal static class HostRun
{
    /// <summary>
    /// Runs the host until it has stopped, and disposes it. The host tells its services when
    /// <see cref="HostOptions.ShutdownTimeout"/> is up, and waits on without bound for one that does not listen; this does not.
    /// A start that fails is not bounded.
    /// </summary>
    /// <param name="host">The caller's no longer, unless this returns false.</param>
    /// <param name="deadline">Called when the host begins to stop; the task completes when that has taken too long.</param>
    /// <param name="cancellation">Stops the host, as a signal does.</param>
    /// <returns>False when it has not ended in time: then it still runs, and only the end of the process ends it.</returns>
    public static async Task<bool> RunAsync(IHost host, Func<Task> deadline, CancellationToken cancellation)
    {
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() => stopping.TrySetResult());
        var run = host.RunAsync(cancellation);
        if (await Task.WhenAny(run, OverdueAsync()).ConfigureAwait(false) != run)
            return false;
        await run.ConfigureAwait(false);
        return true;

        async Task OverdueAsync()
        {
            await stopping.Task.ConfigureAwait(false);
            await deadline().ConfigureAwait(false);
        }
    }
}
