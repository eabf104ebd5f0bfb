using System.Globalization;

namespace ActorServer.Serving.Tls;

/// <summary>
/// Which of a service's certificates a client gets by the name that it asks for (SNI): the one that has exactly this name; otherwise
/// the one with a wildcard for it, which stands for one label; otherwise the first. Pure.
/// </summary>
internal sealed class CertificateNames
{
    private const string Wildcard = "*.";

    private static readonly IdnMapping International = new();

    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);

    /// <param name="names">The names of each certificate. Of two with the same name the first has it.</param>
    public CertificateNames(IEnumerable<IReadOnlyList<string>> names)
    {
        foreach (var (index, ofOne) in names.Index())
        {
            foreach (var name in ofOne)
                _indices.TryAdd(Normal(name), index);
        }
    }

    /// <summary>The index of the certificate for a client that asks for this name, or for none.</summary>
    public int Choose(string? name)
    {
        if (string.IsNullOrEmpty(name) || _indices.Count == 0)
            return 0;
        var normal = Normal(name);
        if (_indices.TryGetValue(normal, out var exact))
            return exact;
        var label = normal.IndexOf('.', StringComparison.Ordinal);
        return label > 0 && _indices.TryGetValue(string.Concat(Wildcard, normal.AsSpan(label + 1)), out var any) ? any : 0;
    }

    /// <summary>Whether this is a name that a certificate can have here.</summary>
    public static bool IsName(string name)
    {
        var rest = name.StartsWith(Wildcard, StringComparison.Ordinal) ? name[Wildcard.Length..] : name;
        return rest.Length > 0 && Uri.CheckHostName(rest) == UriHostNameType.Dns;
    }

    // Clients send the ASCII form and .NET tells the other one; a name may be written in either.
    private static string Normal(string name)
    {
        try
        {
            return International.GetUnicode(name.TrimEnd('.').ToLowerInvariant());
        }
        catch (ArgumentException)
        {
            // What a client sends need not be a name.
            return name;
        }
    }
}
