namespace ActorServer.Server.Workers;

/// <summary>
/// Descriptors that the server keeps for itself: .NET ends the process when it cannot open what a thread of its own needs. How
/// many are left shows in the number of a new one, which is the lowest that is free (open(2)). Linux.
/// </summary>
internal static class DescriptorReserve
{
    private const int NotForWorkers = 32;

    // Those who are accepted need workers.
    private const int NotForClients = 64;

    /// <summary>Whether this new descriptor is one of the last, so that nobody more should be accepted.</summary>
    public static bool IsTouchedByClient(nint descriptor) => IsOneOfTheLast(NotForClients, descriptor);

    /// <summary>Whether this new descriptor is one of the last, so that no worker more should be started.</summary>
    public static bool IsTouchedByWorker(nint descriptor) => IsOneOfTheLast(NotForWorkers, descriptor);

    private static bool IsOneOfTheLast(int count, nint descriptor) => Posix.DescriptorLimit() is { } limit && descriptor >= limit - count;
}
