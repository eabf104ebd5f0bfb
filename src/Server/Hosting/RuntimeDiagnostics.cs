using System.Globalization;
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

    /// <summary>Has them off.</summary>
    public static RuntimeSwitch Off { get; } = new(
        "switch diagnostics off",
        Parts.ToDictionary(part => Prefixes[0] + part, _ => OffByUs),
        "DOTNET_EnableDiagnostics=0",
        "actor-server.diagnostics = on");

    /// <summary>Whether the environment has switched them off for this process.</summary>
    public static bool AreOff => IsOff(All) || Array.TrueForAll(Parts, IsOff);

    /// <summary>What the environment has to say so that they are off, if the settings say so; null for nothing.</summary>
    public static RuntimeSwitch? Missing(ServerSettings settings) => settings.Diagnostics || AreOff ? null : Off;

    private static bool IsOff(string name) => Prefixes
        .Select(prefix => Environment.GetEnvironmentVariable(prefix + name))
        .FirstOrDefault(value => value is not null) is { } value
        && uint.TryParse(value, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number) && number == 0;
}
