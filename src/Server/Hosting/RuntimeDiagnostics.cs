using System.Globalization;
using ActorServer.Native.Processes;
using ActorServer.Server.Settings;

namespace ActorServer.Server.Hosting;

/// <summary>
/// The .NET runtime's diagnostics socket and debugger pipes of this process, in the directory for temporary files. Any process of the same user
/// that sees them can load code into this one, so that workers would not be contained. The runtime asks for its environment alone, when
/// it starts: to be rid of them the server runs anew. A profiler that the environment names is the operator's and stays.
/// </summary>
internal static class RuntimeDiagnostics
{
    private const string All = "EnableDiagnostics";
    private static readonly string[] Parts = ["EnableDiagnostics_IPC", "EnableDiagnostics_Debugger"];
    private static readonly string[] Prefixes = ["DOTNET_", "COMPlus_"];

    // Zero to the runtime, and told from what somebody else has set.
    private const string OffByUs = "00";

    /// <summary>Whether the environment has switched them off for this process.</summary>
    public static bool AreOff => IsOff(All) || Array.TrueForAll(Parts, IsOff);

    /// <summary>Switches them off if the settings say so. Returns only when they are as they should be, or with the reason why they are not.</summary>
    public static string? Apply(ServerSettings settings)
    {
        if (settings.Diagnostics || AreOff)
        {
            Forget();
            return null;
        }

        if (Obstacle(settings) is { } obstacle)
            return obstacle;
        var refusal = Reexecution.Run(Parts.ToDictionary(part => Prefixes[0] + part, _ => OffByUs));
        return $"cannot run anew to switch diagnostics off: {refusal}; set DOTNET_EnableDiagnostics=0 in the environment, or actor-server.diagnostics = on";
    }

    /// <summary>Why they cannot be switched off where the settings say so; null if they can, or are.</summary>
    public static string? Obstacle(ServerSettings settings) =>
        settings.Diagnostics || AreOff || settings.ProfileCanBeReadAgain
            ? null
            : "the profile comes from a pipe, which can be read once, but the server has to run anew to switch diagnostics off; make the profile a file, or set DOTNET_EnableDiagnostics=0 in the environment";

    private static bool IsOff(string name) => Prefixes
        .Select(prefix => Environment.GetEnvironmentVariable(prefix + name))
        .FirstOrDefault(value => value is not null) is { } value
        && uint.TryParse(value, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number) && number == 0;

    // They concern this process, not those that handlers start.
    private static void Forget()
    {
        foreach (var name in Parts.Select(part => Prefixes[0] + part).Where(name => Environment.GetEnvironmentVariable(name) == OffByUs))
        {
            Environment.SetEnvironmentVariable(name, null);
            // .NET's environment is a copy.
            _ = Posix.unsetenv(name);
        }
    }
}
