using System.Diagnostics;
using ActorServer.Server.Connections;
using ActorServer.Server.Workers;
using Akka.Actor;

namespace ActorServer.Server.Isolation;

/// <content>
/// A worker's actor that fails, by a fault of the server's: it has killed its process, and its end is awaited here in its place. Until then
/// the slot is taken, and the clients are still that process's.
/// </content>
internal sealed partial class ProcessBackend
{
    private const string ItsActorFailed = "its actor failed; the log says why";

    private void LoseActor(long number, Slot slot)
    {
        var entry = _pool.Entry(number);
        if (entry.State == WorkerState.Starting)
            StartFailed(new Worker.StartFailed(number, ItsActorFailed, StartFailure.Fault));
        if (entry.State != WorkerState.Dying)
        {
            _table.Died();
            slot.EndTells = true;
        }

        _pool.End(number);
        // The first that it does with a process is to show it here: where there is none, none was started.
        if (entry.Process is { } process)
            process.Exited.PipeTo(Self, success: exit => new ProcessEnded(number, process, exit));
        else
            Gone(new Worker.Gone(number, slot.Clients.Keys));
    }

    // Which of them it had reached its actor alone knew.
    private void EndedWithoutActor(ProcessEnded ended)
    {
        var (number, process, exit) = ended;
        var clients = _slots[number].Clients.Values;
        var served = clients.Where(client => !client.IsOver).ToList();
        var entry = _pool.Entry(number);
        var lastWords = entry.Output?.StandardError ?? "";
        foreach (var client in served)
            client.Serve.Connection.Tell(new ClientConnection.WorkerDied(new WorkerIdentity(number, process.Pid), exit, lastWords, ItsActorFailed, Others: clients.Count - 1));
        _table.Exited(exit.ToString());
        Gone(new Worker.Gone(
            number, served.ConvertAll(client => client.Id),
            new EndedWorker(DateTimeOffset.UtcNow, number, process.Pid, exit.ToString(), Stopwatch.GetElapsedTime(entry.StartedAt), ItsActorFailed, lastWords)));
    }
}
