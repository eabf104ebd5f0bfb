using ActorServer.RemoteWorker;
using ActorServer.Serving.Loading;
using Microsoft.Extensions.Hosting;

namespace ActorServer.AspNetCore;

/// <summary>
/// Joins the server when the whole application has started, so that no client waits for that, and stops the application when the server
/// says so.
/// </summary>
internal sealed class WorkerService(WorkerProcess worker, HandOffEndpoints endpoints, IHostApplicationLifetime application) : IHostedLifecycleService
{
    private const int CannotServe = 1;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        try
        {
            Application.Endpoint = endpoints.Find(HandlerSettings.Parse(worker.HandlerSettings).GetString(Application.EndpointKey, ""));
            _ = await worker.JoinAsync(application.StopApplication).ConfigureAwait(false);
        }
        catch (HandlerLoadException unusable)
        {
            // The server repeats this line; of an exception that ends the process it would repeat the end of its trace.
            await Console.Error.WriteLineAsync($"{AppDomain.CurrentDomain.FriendlyName}: {unusable.Message}").ConfigureAwait(false);
            Environment.Exit(CannotServe);
        }
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
