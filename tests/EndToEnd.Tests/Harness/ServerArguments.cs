namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>Command lines of the server.</summary>
internal static class ServerArguments
{
    // One worker is started in any case; more would cost the machine half a second of CPU each. How long a start takes is no affair of a
    // test that is about something else, and a machine that others keep busy as well may need more than half a minute.
    private static readonly string[] Always =
    [
        "--set", "actor-server.backends.process.start-timeout=2m",
        "--set", "actor-server.backends.process.spare-workers=0",
        "--set", "actor-server.shutdown.drain-timeout=10s",
    ];

    /// <summary>A profile with a handler on a port of the system's choice.</summary>
    /// <param name="profile">The profile's name or file, or a <see cref="Variant"/>.</param>
    /// <param name="handler">The handler's name.</param>
    /// <param name="settings">Further settings, <c>KEY=VALUE</c>, without the leading <c>actor-server.</c>.</param>
    public static string[] For(string profile, string handler, params string[] settings) =>
        ["--profile", Variant.Isolation(profile), "--handler", handler, "--port", "0", .. Always, .. Set(Variant.Settings(profile)), .. Set(settings)];

    /// <summary>A profile file that says all about its services.</summary>
    public static string[] For(ProfileFile profile, string variant = "") => ["--profile", profile.Path, .. Always, .. Set(Variant.Settings(variant))];

    private static IEnumerable<string> Set(string[] settings) =>
        settings.SelectMany(setting => new[] { "--set", setting.StartsWith("actor-server.", StringComparison.Ordinal) ? setting : $"actor-server.{setting}" });
}
