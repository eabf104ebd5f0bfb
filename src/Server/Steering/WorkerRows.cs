using System.Diagnostics;
using ActorServer.Monitoring;
using ActorServer.Server.Admission;
using ActorServer.Server.Workers;

namespace ActorServer.Server.Steering;

/// <summary>Rows of workers.</summary>
internal static class WorkerRows
{
    /// <summary>All, in the order of their places.</summary>
    public static IReadOnlyList<WorkerRow> All(IEnumerable<ServiceFigures> services) =>
        [.. from service in services
            from worker in service.Workers?.Places ?? []
            where worker is not null
            select RowOf(service, worker)];

    private static WorkerRow RowOf(ServiceFigures service, WorkerEntry worker)
    {
        var usage = worker.Process?.Usage;
        return new WorkerRow(
            service.Name, worker.Number, worker.Process?.Pid ?? 0, NameOf(worker.State), worker.Clients, worker.Served,
            Stopwatch.GetElapsedTime(worker.StartedAt).TotalSeconds, usage?.CpuSeconds, usage?.MemoryBytes, worker.Place,
            service.Settings.Backend.Workers?.ClientsAtOnce ?? 1, worker.Retired);
    }

    private static string NameOf(WorkerState state) => state switch
    {
        WorkerState.Starting => "starting",
        WorkerState.Idle => "idle",
        WorkerState.Busy => "busy",
        _ => "dying",
    };
}
