using System.Net.Sockets;
using ActorServer.Native.Calls;

namespace ActorServer.Native.Sockets;

/// <summary>
/// Binds a Unix socket to its file. .NET's own removes the file when the socket is closed, even where another server's stands there by
/// then; here that is the caller's.
/// </summary>
internal static unsafe class UnixBinding
{
    /// <summary>The longest path of a Unix socket, in bytes of UTF-8: <c>sun_path</c> less the zero at its end.</summary>
    public static int LongestPath { get; } = OperatingSystem.IsMacOS() ? 103 : 107;

    /// <summary>Makes the file; nobody can connect before the socket listens. The errno, or 0.</summary>
    public static int Bind(Socket socket, string path)
    {
        var address = new UnixDomainSocketEndPoint(path).Serialize();
        fixed (byte* first = address.Buffer.Span)
            return Errno.Of(Libc.bind(socket.SafeHandle, first, (uint)address.Size));
    }
}
