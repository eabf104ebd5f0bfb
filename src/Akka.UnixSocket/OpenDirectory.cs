using System.Runtime.InteropServices;
using ActorServer.Native.Descriptors;
using Akka.Configuration;
using Microsoft.Win32.SafeHandles;

namespace ActorServer.UnixSocket;

/// <summary>
/// A socket directory that has been looked at through a descriptor: what was found of it holds for what is done in it, whatever stands
/// under its path meanwhile. No symbolic link, this user's, mode 0700.
/// </summary>
internal sealed partial class OpenDirectory : IDisposable
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private const int LockAlone = 2;
    private const int DoNotWait = 4;
    private const int ErrorNoEntry = 2;
    private const int ErrorInterrupted = 4;

    private static readonly int ErrorWouldBlock = OperatingSystem.IsMacOS() ? 35 : 11;

    private static readonly TimeSpan PauseWhileLocked = TimeSpan.FromMilliseconds(5);

    // O_DIRECTORY, O_NOFOLLOW, O_CLOEXEC of fcntl.h. The first two are other numbers on ARM.
    private static readonly int OpenFlags =
        OperatingSystem.IsMacOS() ? 0x100000 | 0x100 | 0x1000000
        : RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 | 0x8000 | 0x80000
        : 0x10000 | 0x20000 | 0x80000;

    private readonly SafeFileHandle _descriptor;

    private OpenDirectory(SafeFileHandle descriptor) => _descriptor = descriptor;

    /// <summary>Opens the directory at a path, after all checks.</summary>
    /// <exception cref="ConfigurationException">One of them failed; the message says why, in one line.</exception>
    public static OpenDirectory At(string path)
    {
        var descriptor = new SafeFileHandle(Open(path, OpenFlags), ownsHandle: true);
        if (descriptor.IsInvalid)
        {
            var error = Marshal.GetLastPInvokeError();
            throw new ConfigurationException(
                error == ErrorNoEntry ? $"The socket directory \"{path}\" does not exist."
                : File.ResolveLinkTarget(path, returnFinalTarget: false) is not null ? $"The socket directory {path} is a symbolic link; give the directory itself."
                : $"The socket directory {path} cannot be opened: {Marshal.GetPInvokeErrorMessage(error)}.");
        }

        if (WhatIsWrongWith(descriptor, path) is not { } wrong)
            return new OpenDirectory(descriptor);
        descriptor.Dispose();
        throw new ConfigurationException(wrong);
    }

    /// <summary>
    /// Waits until nobody else has it locked, and locks it until it is disposed: what is looked at and then replaced in it must not be
    /// replaced by another in between.
    /// </summary>
    /// <exception cref="OperationCanceledException">Somebody has it locked for too long.</exception>
    /// <exception cref="ConfigurationException">It cannot be locked, as on some file systems; the message says why, in one line.</exception>
    public Task LockAsync(CancellationToken deadline) => LockAsync(_descriptor, deadline);

    /// <summary>The same by a descriptor.</summary>
    /// <inheritdoc cref="LockAsync(CancellationToken)"/>
    internal static async Task LockAsync(SafeFileHandle directory, CancellationToken deadline)
    {
        while (Lock(directory, LockAlone | DoNotWait) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != ErrorWouldBlock && error != ErrorInterrupted)
                throw new ConfigurationException($"its directory cannot be locked: {Marshal.GetPInvokeErrorMessage(error)}");
            await Task.Delay(PauseWhileLocked, deadline).ConfigureAwait(false);
        }
    }

    /// <summary>Removes the file of that name, if it is there.</summary>
    public void Remove(string name) => _ = Unlink(_descriptor, name, 0);

    /// <inheritdoc/>
    public void Dispose() => _descriptor.Dispose();

    private static string? WhatIsWrongWith(SafeFileHandle descriptor, string path)
    {
        if (OperatingSystem.IsWindows())
            return null;
        var mode = File.GetUnixFileMode(descriptor);
        if ((mode & Others) != 0)
            return $"The socket directory {path} has mode {Octal(mode)}; it must be 0700, so that no other user can enter.";
        return ProcessUser.OwnerOf(descriptor) is { } owner && owner != ProcessUser.Effective
            ? $"The socket directory {path} belongs to user {owner}; this process runs as user {ProcessUser.Effective}."
            : null;
    }

    private static string Octal(UnixFileMode mode) => "0" + Convert.ToString((int)mode, 8);

    // Without a mode, which open(2) takes only for files that it makes, no argument is variadic.
    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Lock(SafeHandle file, int how);

    [LibraryImport("libc", EntryPoint = "unlinkat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unlink(SafeHandle directory, string name, int flags);
}
