namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>A test that needs the library of cultures, ICU.</summary>
internal sealed class TheoryWithCulturesAttribute : TheoryAttribute
{
    private static readonly bool IsInstalled = Directory.EnumerateFiles("/usr/lib", "libicuuc.so.*", SearchOption.AllDirectories).Any();

    public TheoryWithCulturesAttribute()
    {
        if (!IsInstalled)
            Skip = "ICU is not installed";
    }
}
