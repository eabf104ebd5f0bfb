

namespace ActorServer.Bench.Transport;

/// <summary>A directory for socket files that only this user may enter, gone at the end.</summary>
internal sealed class SocketDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("transport-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
