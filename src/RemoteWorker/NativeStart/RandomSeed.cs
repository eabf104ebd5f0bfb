using System.Reflection;
using Akka.Util;

namespace ActorServer.RemoteWorker.NativeStart;

/// <summary>
/// Akka seeds its random numbers from a cryptographic source, for which .NET loads OpenSSL. RandomSeed.xml takes that out, and here the
/// seed is another one, different in each process. Nothing that must be unguessable comes from it.
/// </summary>
/// <remarks>
/// Without it a start costs 29 % more processor time. Breaks when Akka renames the method, and then a start is slower, or the field, and
/// then all workers have the same random numbers; StartTricksTests says so.
/// </remarks>
internal static class RandomSeed
{
    /// <summary>To be called before the actor system starts.</summary>
    public static void Plant() =>
        typeof(ThreadLocalRandom).GetField("_seed", BindingFlags.NonPublic | BindingFlags.Static)?.SetValue(null, Guid.NewGuid().GetHashCode());
}
