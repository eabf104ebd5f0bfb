using System.Globalization;

namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>
/// Clients of <c>chaos</c> that have lines echoed, and check each, while the test does something else; as often as a person at a
/// keyboard would like to be answered, not as often as the machine can.
/// </summary>
internal sealed class EchoingClients : IAsyncDisposable
{
    private readonly CancellationTokenSource _enough = new();
    private readonly long[] _answers;
    private readonly Task[] _echoing;

    private EchoingClients(IReadOnlyList<Client> clients)
    {
        _answers = new long[clients.Count];
        _echoing = [.. clients.Select((client, i) => Task.Run(() => EchoAsync(client, i)))];
    }

    /// <summary>Begins, and returns when each client has been answered.</summary>
    public static async Task<EchoingClients> StartAsync(IReadOnlyList<Client> clients)
    {
        var echoing = new EchoingClients(clients);
        await echoing.EachIsAnsweredAsync();
        return echoing;
    }

    /// <summary>Waits until each client has been answered a few times more from now on; fails with one that was not.</summary>
    public async Task EachIsAnsweredAsync()
    {
        var now = _answers.ToArray();
        await Eventually.HoldsAsync("each client goes on being answered", Deadlines.Step, () =>
        {
            ThrowIfOneFailed();
            return _answers.Zip(now).All(count => count.First >= count.Second + 5);
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await Task.WhenAll(_echoing);
        _enough.Dispose();
    }

    private void ThrowIfOneFailed()
    {
        foreach (var echoing in _echoing.Where(task => task.IsFaulted))
            echoing.GetAwaiter().GetResult();
    }

    private async Task EchoAsync(Client client, int number)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!_enough.IsCancellationRequested)
        {
            await pace.WaitForNextTickAsync();
            var word = string.Create(CultureInfo.InvariantCulture, $"client-{number}-{_answers[number]}");
            Assert.Equal(word, await client.AskAsync("echo " + word));
            Interlocked.Increment(ref _answers[number]);
        }
    }
}
