using System.Runtime.CompilerServices;

namespace WebApp;

/// <summary>Tells the time.</summary>
internal static class Clock
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>Now and then each second, until the token is cancelled, which is an orderly end.</summary>
    public static async IAsyncEnumerable<string> TicksAsync([EnumeratorCancellation] CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            yield return $"{DateTime.UtcNow:HH:mm:ss} from process {Environment.ProcessId}";
            await Task.Delay(Period, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
