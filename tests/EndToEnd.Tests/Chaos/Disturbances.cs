using ActorServer.EndToEnd.Tests.Harness;

namespace ActorServer.EndToEnd.Tests.Chaos;

/// <summary>What is done to a server and its workers at random: each is begun, lasts a moment, and is taken back.</summary>
internal sealed class Disturbances(ServerProcess server)
{
    // So many beyond those that it has: some clients are served, more are not.
    private const int DescriptorsLeft = 70;

    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<string, int> _done = [];

    /// <summary>How often which was done.</summary>
    public override string ToString() => string.Join(", ", _done.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key} {pair.Value}"));

    /// <summary>One after the other, with moments of peace, until it is enough; then all is taken back.</summary>
    public async Task DisturbAsync(int seed, CancellationToken enough)
    {
        var random = new Random(seed);
        using var turns = new PeriodicTimer(Turn);
        while (!enough.IsCancellationRequested)
        {
            var (name, takeBack) = Begin(random);
            _done[name] = _done.GetValueOrDefault(name) + 1;
            for (var lasts = random.Next(1, 6); lasts > 0; lasts--)
                await turns.WaitForNextTickAsync(CancellationToken.None);
            takeBack();
            await turns.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private (string Name, Action TakeBack) Begin(Random random) => random.Next(7) switch
    {
        0 => ("output unread", HoldStill(server.OutputReader)),
        1 => ("errors unread", HoldStill(server.ErrorReader)),
        2 => ("descriptors short", TakeDescriptors()),
        3 => ("server stopped", Stop(server.Pid)),
        4 => ("worker stopped", OnWorker(random, Stop)),
        _ => ("worker killed", OnWorker(random, Kill)),
    };

    private static Action HoldStill(OutputReader reader)
    {
        reader.HoldStill();
        return reader.ReadOn;
    }

    private Action TakeDescriptors()
    {
        var before = DescriptorLimit.Set(server.Pid, ProcessTable.DescriptorTargets(server.Pid).Count + DescriptorsLeft);
        return () => DescriptorLimit.Set(server.Pid, before);
    }

    private Action OnWorker(Random random, Func<int, Action> deed) =>
        server.Workers is { Count: > 0 } workers ? deed(workers[random.Next(workers.Count)]) : () => { };

    private static Action Stop(int pid)
    {
        Signal.SendIfRunning(pid, Signal.Stop);
        return () => Signal.SendIfRunning(pid, Signal.Continue);
    }

    private static Action Kill(int pid)
    {
        Signal.SendIfRunning(pid, Signal.Kill);
        return () => { };
    }
}
