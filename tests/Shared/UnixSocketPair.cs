using System.Net.Sockets;

namespace ActorServer.Tests.Shared;

/// <summary>Two Unix-domain stream sockets that are connected to each other.</summary>
internal sealed class UnixSocketPair : IDisposable
{
    public UnixSocketPair()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.socket");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        One = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        One.Connect(new UnixDomainSocketEndPoint(path));
        Other = listener.Accept();
        File.Delete(path);
    }

    public Socket One { get; }

    public Socket Other { get; }

    public void Dispose()
    {
        One.Dispose();
        Other.Dispose();
    }
}
