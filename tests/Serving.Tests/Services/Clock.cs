using Microsoft.Extensions.Logging;

namespace ActorServer.Serving.Tests.Services;

/// <summary>A service: what handlers ask for in these tests.</summary>
public interface IClock
{
    /// <summary>What it shows.</summary>
    string Now { get; }
}

/// <summary>A service of a scope, which counts how often it was disposed.</summary>
public sealed class Visit(Disposals disposals, ILogger<Visit>? log = null) : IAsyncDisposable
{
    public ValueTask DisposeAsync()
    {
        log?.LogInformation("over");
        return disposals.OneAsync();
    }
}

/// <summary>How often a <see cref="Visit"/> was disposed.</summary>
public sealed class Disposals
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>What a disposal waits for before it is done.</summary>
    public Task Until { get; set; } = Task.CompletedTask;

    public async ValueTask OneAsync()
    {
        Interlocked.Increment(ref _count);
        await Until.ConfigureAwait(false);
    }
}

/// <summary>It shows always the same.</summary>
public sealed class Noon : IClock
{
    public string Now => "noon";
}
