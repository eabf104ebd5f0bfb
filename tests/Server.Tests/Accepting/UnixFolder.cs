using System.Net.Sockets;

namespace ActorServer.Server.Tests.Accepting;

/// <summary>A directory for Unix sockets, with a name short enough for their paths.</summary>
internal sealed class UnixFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("unix-").FullName;

    public string this[string name] => Path.Combine(_path, name);

    public bool IsEmpty => !Directory.EnumerateFileSystemEntries(_path).Any();

    public static Socket Connect(string path)
    {
        var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(path));
        return client;
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
