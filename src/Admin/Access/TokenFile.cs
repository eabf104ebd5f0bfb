using ActorServer.Native.Files;
using Microsoft.Extensions.Logging;

namespace ActorServer.Admin.Access;

/// <summary>
/// The file that holds the token. It is read anew whenever the token is asked for: what it says counts, not what its file system says of it.
/// A file that has become unusable changes nothing, and that is logged once. Thread-safe.
/// </summary>
internal sealed class TokenFile
{
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
            return SecretWord.Read(path);
        }
        catch (IOException unusable)
        {
            throw new IOException($"actor-server.admin.token-file = {path} {unusable.Message}", unusable);
        }
    }
}
