using ActorServer.Monitoring;
using ActorServer.Server.Admission;
using ActorServer.Server.Output;
using ActorServer.Server.Workers;
using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Steering;

/// <summary>What an operator may do to the server. Each is logged once, whatever comes of it. Thread-safe.</summary>
/// <param name="figures">The services.</param>
/// <param name="actions">What is not a service's.</param>
/// <param name="log">Where the lines go.</param>
internal sealed class ServerControl(ServerFigures figures, ServerActions actions, ILogger log) : IServerControl
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public Task<ControlOutcome> PauseAsync(string service, Operator by) => TellServiceAsync("pause", service, ServiceOrders.Pause.Instance, by);

    public Task<ControlOutcome> ResumeAsync(string service, Operator by) => TellServiceAsync("resume", service, ServiceOrders.Resume.Instance, by);

    public Task<ControlOutcome> DrainAsync(string service, Operator by) =>
        TellServiceAsync("drain", service, new ServiceOrders.DrainAlone(actions.DrainTimeout), by);

    public Task<ControlOutcome> SetLimitsAsync(string service, IReadOnlyDictionary<string, string> limits, Operator by) => TellServiceAsync(
        "limits", service, new ServiceOrders.SetLimits(limits), by, string.Concat(limits.Select(one => $" {QuotedText.WhenNeeded(one.Key)}={QuotedText.WhenNeeded(one.Value)}")));

    public async Task<ControlOutcome> CloseAsync(string connection, Operator by)
    {
        // Ids are of the server as a whole, and this only guesses whose it is: the service knows.
        var service = figures.Services.FirstOrDefault(one => one.Connections.All.Any(entry => entry.Id == connection));
        var outcome = service is null ? new ControlOutcome.Unknown($"no connection {connection}") : await AskAsync(service, new ServiceOrders.Close(connection)).ConfigureAwait(false);
        return Logged("close", $" id={QuotedText.WhenNeeded(connection)}", by, outcome);
    }

    public Task<ControlOutcome> KillWorkerAsync(string service, long number, Operator by) =>
        TellServiceAsync("kill", service, new WorkerOrders.Kill(number), by, $" worker={number}");

    public Task<ControlOutcome> DrainWorkerAsync(string service, long number, Operator by) =>
        TellServiceAsync("drain-worker", service, new WorkerOrders.Leave(number), by, $" worker={number}");

    public Task<ControlOutcome> SetLogLevelAsync(string? category, string level, Operator by) => Task.FromResult(Logged(
        "log-level", $"{(category is null ? "" : $" category={QuotedText.WhenNeeded(category)}")} level={QuotedText.WhenNeeded(level)}", by, actions.SetLogLevel(category, level)));

    public Task<ControlOutcome> ShutdownAsync(Operator by) => Task.FromResult(Logged("shutdown", "", by, actions.Stop()));

    private async Task<ControlOutcome> TellServiceAsync(string action, string name, object order, Operator by, string more = "")
    {
        var outcome = figures.Find(name) is { } service ? await AskAsync(service, order).ConfigureAwait(false) : new ControlOutcome.Unknown($"no service {name}");
        return Logged(action, $" service={QuotedText.WhenNeeded(name)}{more}", by, outcome);
    }

    private static async Task<ControlOutcome> AskAsync(ServiceFigures service, object order)
    {
        if (service.Service.IsNobody())
            return new ControlOutcome.Refused($"service {service.Name} does not run");
        try
        {
            return await service.Service.Ask<ControlOutcome>(order, Patience).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            return new ControlOutcome.Refused($"service {service.Name} has not answered within {Patience.TotalSeconds:0} s; whether it did so is not known");
        }
    }

    private ControlOutcome Logged(string action, string target, Operator by, ControlOutcome outcome)
    {
        var end = outcome switch
        {
            ControlOutcome.Unknown unknown => $" refused={QuotedText.Of(unknown.What)}",
            ControlOutcome.Refused refused => $" refused={QuotedText.Of(refused.Why)}",
            ControlOutcome.Wrong wrong => $" refused={QuotedText.Of(wrong.Why)}",
            _ => "",
        };
        log.Controlled(action, target, by.By, by.From, end);
        return outcome;
    }
}
