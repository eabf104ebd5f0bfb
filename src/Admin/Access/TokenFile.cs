using System.Text;
using ActorServer.Native.Files;
using ActorServer.Native.Processes;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace ActorServer.Admin.Access;

/// <summary>
/// The file that holds the token. It is read anew whenever the token is asked for: what it says counts, not what its file system says of it.
/// A file that has become unusable changes nothing, and that is logged once. Thread-safe.
/// </summary>
internal sealed class TokenFile
{
    private const int LongestToken = 4096;
    private const UnixFileMode OthersMay = ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    private readonly string _path;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private Token _token;
    private string? _told;

    /// <summary>Reads the file.</summary>
    /// <exception cref="IOException">It cannot be used; the message says why.</exception>
    public TokenFile(string path, ILogger log)
    {
        _path = path;
        _log = log;
        _token = Token.From(Read(path));
    }

    /// <summary>The token that counts now.</summary>
    public Token Current
    {
        get
        {
            lock (_gate)
            {
                Refresh();
                return _token;
            }
        }
    }

    private void Refresh()
    {
        try
        {
            var text = Read(_path);
            _told = null;
            if (_token.Is(text))
                return;
            _token = Token.From(text);
            _log.LogInformation("admin: the token of {Path} has changed; sessions with the old one have ended", _path);
        }
        catch (IOException unusable) when (unusable.Message == _told)
        {
            // Said before.
        }
        catch (IOException unusable)
        {
            _told = unusable.Message;
            _log.LogWarning("{Problem}; the token it had before still counts", unusable.Message);
        }
    }

    private static string Read(string path)
    {
        try
        {
            using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            CheckAccess(path, file);
            return ReadToken(path, file);
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw Unusable(path, failure is UnauthorizedAccessException ? "cannot be read: permission denied, or it is a directory" : "does not exist");
        }
    }

    private static void CheckAccess(string path, SafeFileHandle file)
    {
        if (OperatingSystem.IsWindows())
            return;
        if (FileOwner.Of(file) is { } owner && owner != ProcessUser.Effective)
            throw Unusable(path, $"belongs to user {owner}, and must belong to the server's, {ProcessUser.Effective}");
        var mode = File.GetUnixFileMode(file);
        if ((mode & OthersMay) != 0)
            throw Unusable(path, $"has mode {Convert.ToString((int)mode, 8).PadLeft(4, '0')}, so that others may use it; chmod 600 it");
    }

    private static string ReadToken(string path, SafeFileHandle file)
    {
        // One byte more shows that there is too much.
        var bytes = new byte[LongestToken + 1];
        var count = 0;
        while (count < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(count), count) is > 0 and var read)
            count += read;
        if (count > LongestToken)
            throw Unusable(path, $"is longer than {LongestToken} bytes");
        var text = Encoding.Latin1.GetString(bytes, 0, count).TrimEnd('\r', '\n');
        if (text.Length == 0)
            throw Unusable(path, "is empty; put a token into it, such as openssl rand -hex 32 prints");
        return text.All(letter => letter is > ' ' and < '\x7f')
            ? text
            : throw Unusable(path, "holds more than one line, a space, or what is not ASCII: a token is one word");
    }

    private static IOException Unusable(string path, string what) => new($"actor-server.admin.token-file = {path} {what}");
}
