using System.Text;
using ActorServer.Native.Processes;
using Microsoft.Win32.SafeHandles;

namespace ActorServer.Native.Files;

/// <summary>A file that holds one word which nobody but its owner, the user of this process, may know.</summary>
internal static class SecretWord
{
    private const int Longest = 4096;
    private const UnixFileMode OthersMay = ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    /// <summary>Reads the word; a line end does not belong to it.</summary>
    /// <exception cref="IOException">The file will not do. The message says why, without the path: <c>does not exist</c>.</exception>
    public static string Read(string path)
    {
        if (FileKind.IsNotRegular(path))
            throw new IOException("is no file, but a directory, a FIFO or a device");
        try
        {
            using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            CheckAccess(file);
            return ReadWord(file);
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException(failure is UnauthorizedAccessException ? "cannot be read: permission denied, or it is a directory" : "does not exist", failure);
        }
    }

    private static void CheckAccess(SafeFileHandle file)
    {
        if (OperatingSystem.IsWindows())
            return;
        if (FileOwner.Of(file) is { } owner && owner != ProcessUser.Effective)
            throw new IOException($"belongs to user {owner}, and must belong to the server's, {ProcessUser.Effective}");
        var mode = File.GetUnixFileMode(file);
        if ((mode & OthersMay) != 0)
            throw new IOException($"has mode {Convert.ToString((int)mode, 8).PadLeft(4, '0')}, so that others may use it; chmod 600 it");
    }

    private static string ReadWord(SafeFileHandle file)
    {
        // One byte more shows that there is too much.
        var bytes = new byte[Longest + 1];
        var count = 0;
        while (count < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(count), count) is > 0 and var read)
            count += read;
        if (count > Longest)
            throw new IOException($"is longer than {Longest} bytes");
        var text = Encoding.Latin1.GetString(bytes, 0, count).TrimEnd('\r', '\n');
        if (text.Length == 0)
            throw new IOException("is empty; put a token into it, such as openssl rand -hex 32 prints");
        return text.All(letter => letter is > ' ' and < '\x7f')
            ? text
            : throw new IOException("holds more than one line, a space, or what is not ASCII: a token is one word");
    }
}
