using System.Diagnostics;
using ActorServer.Server.Admission;
using ActorServer.Server.Connections;
using ActorServer.Server.Workers;

namespace ActorServer.Server.Steering;

/// <summary>A letter and an age for each place of a service: of its workers where it has some, of its connections elsewhere.</summary>
internal static class Scoreboard
{
    private const char Free = '.';

    private static readonly TimeSpan IdleAfter = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan[] Ages =
        [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1)];

    /// <summary>Letters and ages.</summary>
    public static (string Letters, string Ages) Of(ServiceFigures service)
    {
        var connections = service.Connections.Places;
        if (service.Workers is not { } workers)
            return Draw(connections, LetterOf, connection => connection.AcceptedAt);
        var stalled = connections.Where(one => one is { IsStalled: true, Worker: not null }).Select(one => one!.Worker!.Number).ToHashSet();
        return Draw(workers.Places, worker => LetterOf(worker, stalled), worker => worker.StartedAt);
    }

    private static (string Letters, string Ages) Draw<T>(IReadOnlyList<T?> places, Func<T, char> letter, Func<T, long> since)
        where T : class
    {
        var letters = string.Create(places.Count, places, (text, all) =>
        {
            for (var i = 0; i < text.Length; i++)
                text[i] = all[i] is { } one ? letter(one) : Free;
        });
        var ages = string.Create(places.Count, places, (text, all) =>
        {
            for (var i = 0; i < text.Length; i++)
                text[i] = all[i] is { } one ? AgeOf(Stopwatch.GetElapsedTime(since(one))) : Free;
        });
        return (letters, ages);
    }

    private static char LetterOf(ConnectionEntry connection) => connection switch
    {
        { Phase: ConnectionPhase.Lingering } => 'd',
        { IsStalled: true } => '!',
        _ when connection.Idle >= IdleAfter => 'i',
        _ => 'b',
    };

    private static char LetterOf(WorkerEntry worker, HashSet<long> stalled) => worker.State switch
    {
        WorkerState.Starting => 's',
        WorkerState.Idle => 'i',
        WorkerState.Busy => stalled.Contains(worker.Number) ? '!' : 'b',
        _ => 'd',
    };

    private static char AgeOf(TimeSpan age)
    {
        var order = 0;
        while (order < Ages.Length && age >= Ages[order])
            order++;
        return (char)('0' + order);
    }
}
