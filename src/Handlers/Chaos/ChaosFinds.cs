using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using ActorServer.Native.Threads;

namespace ActorServer.Handlers;

/// <summary>What a handler's code finds where it runs, which is not the same in every isolation model.</summary>
internal static class ChaosFinds
{
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
        "stack" => ThreadStack.Size() is { } bytes ? $"{bytes >> 10}KiB" : "unknown",
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
}
