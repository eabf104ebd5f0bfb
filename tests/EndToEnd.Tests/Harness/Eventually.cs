using System.Diagnostics;

namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>The one place where the tests wait for something that sends no signal: it is asked until it holds or time is up.</summary>
internal static class Eventually
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits until the condition holds.</summary>
    /// <param name="expectation">What is waited for, in words.</param>
    /// <param name="within">The deadline.</param>
    /// <param name="condition">Asked again and again.</param>
    /// <param name="otherwise">What to say about the state when the deadline has passed.</param>
    public static Task HoldsAsync(string expectation, TimeSpan within, Func<bool> condition, Func<string>? otherwise = null) =>
        HoldsAsync(expectation, within, () => Task.FromResult(condition()), otherwise);

    /// <summary>Waits until the asynchronous condition holds.</summary>
    public static async Task HoldsAsync(string expectation, TimeSpan within, Func<Task<bool>> condition, Func<string>? otherwise = null)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var pause = FirstPause;
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(startedAt) >= within)
                Assert.Fail($"Not within {within.TotalSeconds:0.###} s: {expectation}. {otherwise?.Invoke()}");
            await Task.Delay(pause);
            pause = pause < LongestPause ? pause * 1.3 : LongestPause;
        }
    }

    /// <summary>Waits until the answer is there, and returns it.</summary>
    public static async Task<T> FindsAsync<T>(string expectation, TimeSpan within, Func<T?> answer, Func<string>? otherwise = null)
        where T : class
    {
        T? found = null;
        await HoldsAsync(expectation, within, () => (found = answer()) is not null, otherwise);
        return found!;
    }

    /// <summary>Waits until the value has stayed the same for a while, and returns it.</summary>
    public static async Task<T> SettlesAsync<T>(string expectation, TimeSpan within, TimeSpan unchangedFor, Func<T> value)
        where T : IEquatable<T>
    {
        var last = value();
        var since = Stopwatch.GetTimestamp();
        await HoldsAsync(expectation, within, () =>
        {
            if (value() is var now && !now.Equals(last))
                (last, since) = (now, Stopwatch.GetTimestamp());
            return Stopwatch.GetElapsedTime(since) >= unchangedFor;
        });
        return last;
    }
}
