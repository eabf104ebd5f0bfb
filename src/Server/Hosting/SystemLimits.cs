using System.Globalization;
using ActorServer.Native.Processes;
using ActorServer.Server.Resources;

namespace ActorServer.Server.Hosting;

/// <summary>What Linux lets this process have; null where it does not say, as on other systems.</summary>
internal static class SystemLimits
{
    private const string MaxMapCount = "/proc/sys/vm/max_map_count";

    /// <summary>The most open files.</summary>
    public static long? Descriptors => ResourceLimits.Descriptors;

    /// <summary>The most processes and threads of this server, as those of others leave it.</summary>
    public static long? Tasks => TaskLimit.MostOf(OwnTasks.OfProcess);

    /// <summary>The most mapped regions of memory (proc_sys_vm(5)).</summary>
    public static long? MemoryMaps
    {
        get
        {
            try
            {
                return long.TryParse(File.ReadAllText(MaxMapCount), CultureInfo.InvariantCulture, out var limit) ? limit : null;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }
}
