using ActorServer.Server.Workers;

namespace ActorServer.Server.Isolation;

/// <content>What it does to its workers by the clock: those that nobody needs end, those that are old or large are replaced.</content>
internal sealed partial class ProcessBackend
{
    private static readonly TimeSpan LookingAtMemory = TimeSpan.FromSeconds(1);

    private void BeginUpkeep()
    {
        var settings = _setup.Settings;
        if (settings.IdleWorkerTimeout > TimeSpan.Zero)
            Timers.StartPeriodicTimer(nameof(EndUnneeded), EndUnneeded.Instance, Quarter(settings.IdleWorkerTimeout));
        if (settings.RecycleMemory > 0 || settings.MaxWorkerAge > TimeSpan.Zero)
            Timers.StartPeriodicTimer(nameof(LookForDue), LookForDue.Instance, LookingForDue(settings));
    }

    private static TimeSpan LookingForDue(ProcessSettings settings)
    {
        var byAge = settings.MaxWorkerAge > TimeSpan.Zero ? Quarter(settings.MaxWorkerAge) : LookingAtMemory;
        return settings.RecycleMemory > 0 || byAge > LookingAtMemory ? LookingAtMemory : byAge;
    }

    // A quarter late is soon enough; a tiny timeout is no reason to be looking all the time.
    private static TimeSpan Quarter(TimeSpan timeout) => TimeSpan.FromMilliseconds(Math.Max(100, timeout.TotalMilliseconds / 4));

    private void ReplaceDue()
    {
        if (_stopping)
            return;
        _pool.NoteAges();
        if (_setup.Settings.RecycleMemory > 0)
        {
            foreach (var worker in _pool.Ripening.ToList())
                _pool.NoteMemory(worker.Number, worker.Process?.Usage?.MemoryBytes ?? 0);
        }

        ReplaceOne();
        ServeWaiting();
    }

    private void ReplaceOne()
    {
        if (_pool.RetireDue() is not var (number, isUnused))
            return;
        if (isUnused)
            EndWorker(number);
        else
            SayRetired(number);
    }
}
