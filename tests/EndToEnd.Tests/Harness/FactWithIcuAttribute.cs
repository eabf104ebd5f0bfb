namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>ICU on this machine, which .NET needs to know cultures.</summary>
internal static class Icu
{
    /// <summary>The names by which programs load it.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. new[] { "/usr/lib64", "/usr/lib" }.Where(Directory.Exists)
            // No deeper: there are links among them that lead back.
            .SelectMany(directory => Directory.EnumerateDirectories(directory).Prepend(directory))
            .SelectMany(directory => Directory.EnumerateFiles(directory, "libicuuc.so.*"))
            .Select(file => Path.GetFileName(file)).Distinct(),
    ];

    /// <summary>Why there can be no test with it; null if there can.</summary>
    public static string? Obstacle => Names.Count == 0 ? "ICU is not installed" : null;
}

/// <summary>A test that needs ICU.</summary>
internal sealed class FactWithIcuAttribute : FactAttribute
{
    public FactWithIcuAttribute() => Skip = Icu.Obstacle;
}

/// <inheritdoc cref="FactWithIcuAttribute"/>
internal sealed class TheoryWithIcuAttribute : TheoryAttribute
{
    public TheoryWithIcuAttribute() => Skip = Icu.Obstacle;
}
