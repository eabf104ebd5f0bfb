using System.Security.Cryptography;
using System.Text;

namespace ActorServer.Admin.Access;

/// <summary>A token, as digests: nothing that is compared, kept or sent to a browser is the token itself.</summary>
internal sealed class Token
{
    private const int NotGuessed = 16;

    private static readonly byte[] SessionPurpose = "actor-server admin session"u8.ToArray();

    // A session made of a token that can be guessed could be guessed as well, and nobody counts how often that is tried.
    private static readonly byte[] OfThisProcess = RandomNumberGenerator.GetBytes(32);

    private readonly byte[] _digest;

    private Token(byte[] secret)
    {
        _digest = SHA256.HashData(secret);
        CannotBeGuessed = secret.Length >= NotGuessed;
        Session = Convert.ToHexStringLower(CannotBeGuessed ? HMACSHA256.HashData(secret, SessionPurpose) : HMACSHA256.HashData(OfThisProcess, secret));
    }

    /// <summary>What the page's cookie holds: it ends with the token, and outlives a restart of the server if nobody can guess the token.</summary>
    public string Session { get; }

    /// <summary>It is long enough that no rate of attempts finds it.</summary>
    public bool CannotBeGuessed { get; }

    /// <summary>A token.</summary>
    public static Token From(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>Whether the text is this token. Takes as long whatever they have in common.</summary>
    public bool Is(string text) => CryptographicOperations.FixedTimeEquals(_digest, SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Whether the text is this token's session, likewise.</summary>
    public bool IsSession(string text) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Session), Encoding.UTF8.GetBytes(text));
}
