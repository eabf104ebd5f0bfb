using System.Globalization;

namespace ActorServer.Server.Hosting;

/// <summary>What Linux lets this process have; null where it does not say, as on other systems (proc(5)).</summary>
internal static class SystemLimits
{
    private const string OpenFiles = "Max open files";

    /// <summary>The most open files.</summary>
    public static long? Descriptors => Read("/proc/self/limits", text =>
        text.Split('\n').First(line => line.StartsWith(OpenFiles, StringComparison.Ordinal))[OpenFiles.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]);

    /// <summary>The most mapped regions of memory.</summary>
    public static long? MemoryMaps => Read("/proc/sys/vm/max_map_count", text => text.Trim());

    // "unlimited" is no number, and no limit.
    private static long? Read(string path, Func<string, string> value)
    {
        try
        {
            return long.TryParse(value(File.ReadAllText(path)), CultureInfo.InvariantCulture, out var limit) ? limit : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return null;
        }
    }
}
