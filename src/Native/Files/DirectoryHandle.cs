using System.Text;
using ActorServer.Native.Calls;
using Microsoft.Win32.SafeHandles;

namespace ActorServer.Native.Files;

/// <summary>
/// An open directory. What is asked of it and done in it concerns this directory, whatever stands under its path meanwhile.
/// </summary>
internal sealed unsafe class DirectoryHandle : IDisposable
{
    private readonly SafeFileHandle _descriptor;

    private DirectoryHandle(SafeFileHandle descriptor) => _descriptor = descriptor;

    /// <summary>Opens the directory at a path; a symbolic link is not followed unless that is asked for.</summary>
    /// <exception cref="DirectoryNotFoundException">There is nothing.</exception>
    /// <exception cref="IOException">It is a link, no directory, or may not be opened; the message is the system's.</exception>
    public static DirectoryHandle Open(string path, bool followsLinks = false)
    {
        fixed (byte* text = Encoding.UTF8.GetBytes(path + '\0'))
        {
            var descriptor = Libc.open(text, OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC | (followsLinks ? 0 : OpenFlags.O_NOFOLLOW));
            if (descriptor >= 0)
                return new DirectoryHandle(new SafeFileHandle(descriptor, ownsHandle: true));
        }

        var error = Errno.Last;
        throw error == Errno.ENOENT ? new DirectoryNotFoundException(Errno.Describe(error)) : new IOException(Errno.Describe(error));
    }

    /// <summary>Who may do what with it.</summary>
    public UnixFileMode Mode => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(_descriptor);

    /// <summary>The user it belongs to; null where this cannot be known.</summary>
    public uint? Owner => FileOwner.Of(_descriptor);

    /// <summary>Waits until nobody else has it locked, and locks it until it is disposed.</summary>
    /// <exception cref="OperationCanceledException">Somebody has it locked for too long.</exception>
    /// <exception cref="IOException">It cannot be locked, as on some file systems; the message is the system's.</exception>
    public Task LockAsync(CancellationToken deadline) => FileLock.TakeAsync(_descriptor, deadline);

    /// <summary>Removes the file of that name, if it is there.</summary>
    public void Remove(string name) => _ = Libc.unlinkat(_descriptor, name, 0);

    public void Dispose() => _descriptor.Dispose();
}
