using System.Net.Sockets;
using ActorServer.Native.Calls;
using ActorServer.Native.Files;

namespace ActorServer.Native.Sockets;

/// <summary>
/// A Unix socket that listens, and its file, which is removed with it unless another one stands there by then.
/// </summary>
/// <remarks>
/// A file whose server is gone is replaced; nobody but a socket that nobody listens on is. Between looking and binding the directory is
/// locked, so that of two servers that start at once only one has the file.
/// </remarks>
internal sealed class UnixPort : IDisposable
{
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly FileIdentity? _identity;
    private bool _isDisposed;

    private UnixPort(Socket socket, string path)
    {
        Socket = socket;
        _path = path;
        _identity = FileIdentity.Of(path);
    }

    /// <summary>It listens.</summary>
    public Socket Socket { get; }

    /// <summary>Makes the file and listens.</summary>
    /// <exception cref="SocketException"><see cref="SocketError.AddressAlreadyInUse"/>: somebody listens there.</exception>
    /// <exception cref="IOException">It cannot be done; the message says why.</exception>
    public static async Task<UnixPort> OpenAsync(UnixSocketFile file, int backlog)
    {
        using var directory = await LockAsync(file.Path).ConfigureAwait(false);
        MakeWay(file.Path);
        using var bound = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        if (UnixBinding.Bind(bound, file.Path) is not 0 and var error)
            throw new IOException(Errno.Describe(error));
        try
        {
            // Nobody can connect before it listens, and then it is as it is to be.
            SetAccess(file);
            bound.Listen(backlog);
            // Only of a descriptor that listens already does .NET know that it does.
            return new UnixPort(SocketDuplicate.Take(bound), file.Path);
        }
        catch
        {
            File.Delete(file.Path);
            throw;
        }
    }

    /// <summary>Why the file cannot be made, as far as it can be told without making it; null where nothing stands in the way.</summary>
    public static string? Obstacle(string path) =>
        !Directory.Exists(Path.GetDirectoryName(path)) ? "there is no such directory" : ForeignFile(path);

    public void Dispose()
    {
        // Once: afterwards another server's file may stand there, and look the same.
        if (Interlocked.Exchange(ref _isDisposed, true))
            return;
        // Before the socket is closed: until then nobody takes the file for one that was left behind.
        if (!OperatingSystem.IsLinux() || (_identity is not null && FileIdentity.Of(_path) == _identity))
            Remove();
        Socket.Dispose();
    }

    private static string? ForeignFile(string path) =>
        FileIdentity.Of(path) is { IsSocket: false } ? "a file that is no socket stands there, and is not removed" : null;

    private static void MakeWay(string path)
    {
        if (ForeignFile(path) is { } foreign)
            throw new IOException(foreign);
        switch (ErrorOfConnecting(path))
        {
            case SocketError.ConnectionRefused when !OperatingSystem.IsLinux() || FileIdentity.Of(path) is { IsSocket: true }:
                // Left behind by a server that is gone.
                File.Delete(path);
                break;
            case SocketError.NotSocket:
                throw new IOException("a file that is no socket stands there, and is not removed");
            case SocketError.AddressNotAvailable:
                break;
            case SocketError.Success or SocketError.WouldBlock:
                throw new SocketException((int)SocketError.AddressAlreadyInUse);
            case var error:
                throw new IOException($"whether somebody listens there already cannot be told: {new SocketException((int)error).Message}");
        }
    }

    // Without waiting: one whose backlog is full is there too.
    private static SocketError ErrorOfConnecting(string path)
    {
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            client.Connect(new UnixDomainSocketEndPoint(path));
            return SocketError.Success;
        }
        catch (SocketException failure)
        {
            return failure.SocketErrorCode;
        }
    }

    private static void SetAccess(UnixSocketFile file)
    {
        if (OperatingSystem.IsWindows())
            return;
        try
        {
            File.SetUnixFileMode(file.Path, file.Mode);
            FileOwnership.Change(file.Path, file.Owner, file.Group);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new IOException($"its owner, group or mode cannot be set ({file.AccessKey}): {denied.Message}", denied);
        }
    }

    // Best effort: a directory that may not be read, or lies where nothing can be locked, is not.
    private static async Task<DirectoryHandle?> LockAsync(string path)
    {
        DirectoryHandle? directory = null;
        try
        {
            directory = DirectoryHandle.Open(Path.GetDirectoryName(path)!, followsLinks: true);
            using var deadline = new CancellationTokenSource(LockPatience);
            await directory.LockAsync(deadline.Token).ConfigureAwait(false);
            return directory;
        }
        catch (Exception unlockable) when (unlockable is IOException or OperationCanceledException)
        {
            return directory;
        }
    }

    private void Remove()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception kept) when (kept is IOException or UnauthorizedAccessException)
        {
            // The next server that listens there replaces it.
        }
    }
}
