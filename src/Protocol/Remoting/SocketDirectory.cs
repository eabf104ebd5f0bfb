using System.Net.Sockets;
using System.Text;
using Akka.Configuration;

namespace ActorServer.Protocol.Remoting;

/// <summary>
/// The directory that holds the socket files. It is the first lock on the door: nobody but its owner may enter.
/// </summary>
internal sealed record SocketDirectory(string Path)
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    // sockaddr_un has room for 108 bytes on Linux and 104 on macOS, the closing zero included.
    private static int LongestSocketPath => OperatingSystem.IsLinux() ? 107 : 103;

    /// <summary>The socket file of a host.</summary>
    /// <exception cref="ConfigurationException">The path does not fit into a socket address.</exception>
    public string SocketFileOf(string host)
    {
        var file = System.IO.Path.Combine(Path, host + ".sock");
        var length = Encoding.UTF8.GetByteCount(file);
        return length <= LongestSocketPath
            ? file
            : throw new ConfigurationException($"The socket file {file} has a path of {length} bytes; a Unix socket address has room for {LongestSocketPath}. Choose a shorter directory.");
    }

    /// <summary>The socket address of a host.</summary>
    public UnixDomainSocketEndPoint EndPointOf(string host) => new(SocketFileOf(host));

    /// <summary>Checks that the directory is there and is this user's alone.</summary>
    /// <exception cref="ConfigurationException">It is not; the message says why, in one line.</exception>
    public void Verify()
    {
        if (!Directory.Exists(Path))
            throw new ConfigurationException($"The socket directory \"{Path}\" does not exist.");
        if (new DirectoryInfo(Path).LinkTarget is not null)
            throw new ConfigurationException($"The socket directory {Path} is a symbolic link; give the directory itself.");
        if (OperatingSystem.IsWindows())
            return;
        var mode = File.GetUnixFileMode(Path);
        if ((mode & Others) != 0)
            throw new ConfigurationException($"The socket directory {Path} has mode {Octal(mode)}; it must be 0700, so that no other user can enter.");
        if (ProcessUser.OwnerOf(Path) is { } owner && owner != ProcessUser.Effective)
            throw new ConfigurationException($"The socket directory {Path} belongs to user {owner}; this process runs as user {ProcessUser.Effective}.");
    }

    private static string Octal(UnixFileMode mode) => "0" + Convert.ToString((int)mode, 8);
}
