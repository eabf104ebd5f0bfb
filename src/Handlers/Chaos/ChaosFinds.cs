using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorServer.Handlers;

/// <summary>What a handler's code finds where it runs, which is not the same in every isolation model.</summary>
internal static unsafe partial class ChaosFinds
{
    // A pthread_attr_t has 56 bytes on Linux and 64 on macOS.
    private const int AttributesSize = 256;

    /// <summary>What can be asked for.</summary>
    public static IReadOnlyList<string> Things { get; } =
        ["working-directory", "base-directory", "program", "variables", "cultures", "stack", "code"];

    /// <summary>The answer for one of <see cref="Things"/>. Of variables the names alone: a client may not see what they hold.</summary>
    public static string Find(string thing) => thing switch
    {
        "working-directory" => Environment.CurrentDirectory,
        "base-directory" => AppContext.BaseDirectory,
        "program" => Environment.ProcessPath ?? "",
        "variables" => string.Join(' ', Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(variable => (string)variable.Key).Order(StringComparer.Ordinal)),
        "cultures" => HasCulture("de-DE") ? "all" : "invariant",
        "stack" => StackSize() is { } bytes ? $"{bytes >> 10}KiB" : "unknown",
        _ => RuntimeFeature.IsDynamicCodeCompiled ? "compiled at run time" : "native",
    };

    private static bool HasCulture(string name)
    {
        try
        {
            return CultureInfo.GetCultureInfo(name).NumberFormat.NumberDecimalSeparator == ",";
        }
        catch (CultureNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Of the calling thread, in bytes; null where the system does not say.</summary>
    private static long? StackSize()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var attributes = stackalloc byte[AttributesSize];
        if (pthread_getattr_np(pthread_self(), attributes) != 0)
            return null;
        void* lowest;
        nuint size;
        var error = pthread_attr_getstack(attributes, &lowest, &size);
        _ = pthread_attr_destroy(attributes);
        return error == 0 ? (long)size : null;
    }

    [LibraryImport("libc")]
    private static partial nuint pthread_self();

    [LibraryImport("libc")]
    private static partial int pthread_getattr_np(nuint thread, byte* attributes);

    [LibraryImport("libc")]
    private static partial int pthread_attr_getstack(byte* attributes, void** lowest, nuint* size);

    [LibraryImport("libc")]
    private static partial int pthread_attr_destroy(byte* attributes);
}
