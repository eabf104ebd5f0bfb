namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>A profile of the test's own, as a file, for what command-line options do not say.</summary>
internal sealed class ProfileFile : IDisposable
{
    public ProfileFile(string hocon)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"e2e-{Guid.NewGuid():N}.conf");
        File.WriteAllText(Path, hocon);
    }

    public string Path { get; }

    public void Dispose() => File.Delete(Path);
}
