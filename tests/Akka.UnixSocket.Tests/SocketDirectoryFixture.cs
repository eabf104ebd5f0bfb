namespace ActorServer.UnixSocket.Tests;

/// <summary>A fresh directory for socket files, short enough for a socket address, gone after the test.</summary>
public sealed class SocketDirectoryFixture : IDisposable
{
    public SocketDirectoryFixture()
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "as-" + Guid.NewGuid().ToString("N")[..8]);
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException();
        Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Path { get; }

    public string SocketFileOf(string host) => System.IO.Path.Combine(Path, host + ".sock");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
