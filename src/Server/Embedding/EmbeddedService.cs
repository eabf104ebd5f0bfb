using System.Net;
using ActorServer.Monitoring;

namespace ActorServer.Server.Embedding;

/// <summary>A service as the application sees it: the parts of whatever run there is.</summary>
/// <param name="name">Its name.</param>
/// <param name="run">The run of its server; null before it.</param>
internal sealed class EmbeddedService(string name, Func<ServerRun?> run) : IActorService
{
    private static readonly Operator Application = new("application", "code");

    public string Name => name;

    public IReadOnlyList<EndPoint> Endpoints => run()?.Figures.Find(name)?.Endpoints ?? [];

    public async Task<ServiceStatus> ReadStatusAsync(CancellationToken cancellation = default)
    {
        var status = await Running().Monitored.ReadStatusAsync(connections: false, workers: false, cancellation).ConfigureAwait(false);
        return status.Services.First(service => service.Name == name);
    }

    public Task PauseAsync() => DoAsync(control => control.PauseAsync(name, Application));

    public Task ResumeAsync() => DoAsync(control => control.ResumeAsync(name, Application));

    private async Task DoAsync(Func<IServerControl, Task<ControlOutcome>> order)
    {
        switch (await order(Running().Control).ConfigureAwait(false))
        {
            case ControlOutcome.Refused refused:
                throw new InvalidOperationException(refused.Why);
            case ControlOutcome.Wrong wrong:
                throw new InvalidOperationException(wrong.Why);
            case ControlOutcome.Unknown unknown:
                throw new InvalidOperationException(unknown.What);
        }
    }

    private ServerRun Running() => run() is { IsOver: false } running ? running : throw new InvalidOperationException($"The server of service {name} does not run.");
}
