using System.Net.Sockets;
using System.Text;
using Akka.Configuration;

namespace ActorServer.UnixSocket;

/// <summary>
/// The directory that holds the socket files. It is the first lock on the door: nobody but its owner may enter.
/// </summary>
internal sealed record SocketDirectory(string Path)
{
    // sockaddr_un has room for 108 bytes on Linux and 104 on macOS, the closing zero included.
    private static int LongestSocketPath => OperatingSystem.IsLinux() ? 107 : 103;

    /// <summary>The directory at a path. One that is relative is so to where this process works now, wherever it goes later.</summary>
    public static SocketDirectory At(string path) => new(path.Length == 0 ? "" : System.IO.Path.GetFullPath(path));

    /// <summary>The name of a host's socket file in its directory.</summary>
    public static string FileNameOf(string host) => host + ".sock";

    /// <summary>The socket file of a host.</summary>
    /// <exception cref="ConfigurationException">The path does not fit into a socket address.</exception>
    public string SocketFileOf(string host)
    {
        var file = System.IO.Path.Combine(Path, FileNameOf(host));
        var length = Encoding.UTF8.GetByteCount(file);
        return length <= LongestSocketPath
            ? file
            : throw new ConfigurationException($"The socket file {file} has a path of {length} bytes; a Unix socket address has room for {LongestSocketPath}. Choose a shorter directory.");
    }

    /// <summary>The socket address of a host.</summary>
    public UnixDomainSocketEndPoint EndPointOf(string host) => new(SocketFileOf(host));

    /// <summary>Opens the directory, which is there and is this user's alone.</summary>
    /// <exception cref="ConfigurationException">It is not; the message says why, in one line.</exception>
    public OpenDirectory Open() => OpenDirectory.At(Path);
}
