using ActorServer.Native.Files;
using ActorServer.Native.Processes;
using Akka.Configuration;

namespace ActorServer.UnixSocket;

/// <summary>
/// A socket directory that has been looked at while it is open: what was found of it holds for what is done in it, whatever stands
/// under its path meanwhile. No symbolic link, this user's, mode 0700.
/// </summary>
internal sealed class OpenDirectory : IDisposable
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly DirectoryHandle _directory;

    private OpenDirectory(DirectoryHandle directory) => _directory = directory;

    /// <summary>Opens the directory at a path, after all checks.</summary>
    /// <exception cref="ConfigurationException">One of them failed; the message says why, in one line.</exception>
    public static OpenDirectory At(string path)
    {
        var directory = Open(path);
        if (WhatIsWrongWith(directory, path) is not { } wrong)
            return new OpenDirectory(directory);
        directory.Dispose();
        throw new ConfigurationException(wrong);
    }

    /// <summary>
    /// Waits until nobody else has it locked, and locks it until it is disposed: what is looked at and then replaced in it must not be
    /// replaced by another in between.
    /// </summary>
    /// <exception cref="OperationCanceledException">Somebody has it locked for too long.</exception>
    /// <exception cref="IOException">It cannot be locked, as on some file systems; the message is the system's.</exception>
    public Task LockAsync(CancellationToken deadline) => _directory.LockAsync(deadline);

    /// <summary>Removes the file of that name, if it is there.</summary>
    public void Remove(string name) => _directory.Remove(name);

    public void Dispose() => _directory.Dispose();

    private static DirectoryHandle Open(string path)
    {
        try
        {
            return DirectoryHandle.Open(path);
        }
        catch (DirectoryNotFoundException)
        {
            throw new ConfigurationException($"The socket directory \"{path}\" does not exist.");
        }
        catch (IOException refused)
        {
            throw new ConfigurationException(
                File.ResolveLinkTarget(path, returnFinalTarget: false) is not null ? $"The socket directory {path} is a symbolic link; give the directory itself."
                : $"The socket directory {path} cannot be opened: {refused.Message}.");
        }
    }

    private static string? WhatIsWrongWith(DirectoryHandle directory, string path)
    {
        var mode = directory.Mode;
        if ((mode & Others) != 0)
            return $"The socket directory {path} has mode {Octal(mode)}; it must be 0700, so that no other user can enter.";
        return directory.Owner is { } owner && owner != ProcessUser.Effective
            ? $"The socket directory {path} belongs to user {owner}; this process runs as user {ProcessUser.Effective}."
            : null;
    }

    private static string Octal(UnixFileMode mode) => "0" + Convert.ToString((int)mode, 8);
}
