using ActorServer.Native.Processes;
using ActorServer.Server.Settings;

namespace ActorServer.Server.Hosting;

/// <summary>
/// Has the .NET runtime started as the settings want it. What it asks of its environment alone is known only after the configuration has
/// been read; where something is missing the server runs anew, once for all of it.
/// </summary>
internal static class RuntimeStart
{
    /// <summary>Returns only when all is as it should be, or with the reason why it is not.</summary>
    public static string? Apply(ServerSettings settings)
    {
        if (Obstacle(settings) is { } obstacle)
            return obstacle;
        var missing = Missing(settings);
        if (missing.Count == 0)
        {
            Forget();
            return null;
        }

        var refusal = Reexecution.Run(missing.SelectMany(one => one.Variables).ToDictionary());
        return $"cannot run anew to {All(missing, one => one.Purpose)}: {refusal}; set {All(missing, one => one.ByHand)} in the environment, or {All(missing, one => one.Otherwise)}";
    }

    /// <summary>Why it cannot be so; null if it can, or is.</summary>
    public static string? Obstacle(ServerSettings settings)
    {
        if (ServerCultures.Obstacle(settings) is { } obstacle)
            return obstacle;
        var missing = Missing(settings);
        return missing.Count == 0 || settings.ProfileCanBeReadAgain
            ? null
            : $"the profile comes from a pipe, which can be read once, but the server has to run anew to {All(missing, one => one.Purpose)}; make the profile a file, or set {All(missing, one => one.ByHand)} in the environment";
    }

    /// <summary>What the settings want and the environment has not said.</summary>
    public static IReadOnlyList<RuntimeSwitch> Missing(ServerSettings settings) =>
        [.. new[] { RuntimeDiagnostics.Missing(settings), ServerCultures.Missing(settings) }.OfType<RuntimeSwitch>()];

    // What has been said for this process does not concern those that handlers start.
    private static void Forget()
    {
        var ours = new[] { RuntimeDiagnostics.Off, ServerCultures.Known }.SelectMany(one => one.Variables);
        foreach (var (name, _) in ours.Where(variable => Environment.GetEnvironmentVariable(variable.Key) == variable.Value))
        {
            Environment.SetEnvironmentVariable(name, null);
            // .NET's environment is a copy.
            ProcessEnvironment.Unset(name);
        }
    }

    private static string All(IEnumerable<RuntimeSwitch> switches, Func<RuntimeSwitch, string> text) => string.Join(" and ", switches.Select(text));
}
