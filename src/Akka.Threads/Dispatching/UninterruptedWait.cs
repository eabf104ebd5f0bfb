namespace ActorServer.Threads.Dispatching;

/// <summary>
/// Waits between one work of a thread and the next. A <see cref="Thread.Interrupt"/> that arrives here was meant for work that
/// has ended: it may make the wait shorter, and nothing else.
/// </summary>
internal static class UninterruptedWait
{
    /// <summary>Waits on a gate that the caller has locked; false when nobody pulsed it in that time, or it was interrupted.</summary>
    public static bool On(object gate, TimeSpan time)
    {
        try
        {
            return Monitor.Wait(gate, time);
        }
        catch (ThreadInterruptedException)
        {
            return false;
        }
    }
}
