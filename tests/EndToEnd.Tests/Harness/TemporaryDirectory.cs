namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>
/// A directory for the temporary files of one server and its workers. Its name is in their environment (TMPDIR), so it also
/// tells which processes belong to that server when the server itself is gone.
/// </summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public TemporaryDirectory(string parent = "/tmp")
    {
        Path = System.IO.Path.Combine(parent, $"e2e-{Guid.NewGuid().ToString("N")[..8]}");
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public IReadOnlyList<string> Content => [.. Directory.EnumerateFileSystemEntries(Path, "*", SearchOption.AllDirectories)];

    /// <summary>The processes that run with this temporary directory.</summary>
    public IReadOnlyList<int> Processes => ProcessTable.WithEnvironment($"TMPDIR={Path}");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
