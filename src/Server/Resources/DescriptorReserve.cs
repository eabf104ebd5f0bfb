using ActorServer.Native.Processes;


namespace ActorServer.Server.Resources;

/// <summary>
/// Descriptors that the server keeps for itself: .NET ends the process when it cannot open what a thread of its own needs. A new
/// one has the lowest number that is free (open(2)), so that as many are free as there are numbers above it, or more. Linux; elsewhere
/// the limit is not known and nothing is kept.
/// </summary>
internal static class DescriptorReserve
{
    private const int NotForWorkers = 32;

    /// <summary>Those who are accepted need workers.</summary>
    public const int NotForClients = 64;

    /// <summary>Whether this new descriptor is one of the last, so that nobody more should be accepted.</summary>
    public static bool IsTouchedByClient(nint descriptor) => IsOneOfTheLast(NotForClients, descriptor, ResourceLimits.Descriptors);

    /// <summary>Whether this new descriptor is one of the last, so that no worker more should be started.</summary>
    /// <param name="descriptor">A new one.</param>
    /// <param name="limit">The most that the process may have; null where that is not known.</param>
    public static bool IsTouchedByWorker(nint descriptor, long? limit) => IsOneOfTheLast(NotForWorkers, descriptor, limit);

    /// <summary>How many are taken, as far as no more are to be had than there are numbers above the lowest free one.</summary>
    /// <param name="limit">The most that the process may have.</param>
    public static long Used(long limit)
    {
        try
        {
            using var next = File.OpenHandle("/dev/null");
            return next.DangerousGetHandle();
        }
        catch (IOException)
        {
            return limit;
        }
    }

    private static bool IsOneOfTheLast(int count, nint descriptor, long? limit) => descriptor >= limit - count;
}
