using ActorServer.Server.Workers;

namespace ActorServer.Server.Accepting;

/// <summary>
/// Descriptors that are not for clients: .NET ends the process when it cannot open what a thread of its own needs. How many are
/// left shows in the number of a new one, which is the lowest that is free (open(2)).
/// </summary>
internal static class DescriptorReserve
{
    private const int Size = 32;

    /// <summary>Whether this new descriptor is one of the last, so that nothing more should be opened for clients. Linux.</summary>
    public static bool IsTouchedBy(nint descriptor) => Posix.DescriptorLimit() is { } limit && descriptor >= limit - Size;
}
