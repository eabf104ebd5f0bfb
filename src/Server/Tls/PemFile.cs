using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ActorServer.Server.Tls;

/// <summary>What stands in files of PEM.</summary>
internal static class PemFile
{
    private const string CertificateLabel = "CERTIFICATE";

    // A chain with its keys is some KiB; what is longer is something else.
    public const int Longest = 4 * 1024 * 1024;

    /// <summary>The text of a file.</summary>
    /// <exception cref="CertificateError">It cannot be read.</exception>
    public static string Read(string key, string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length > Longest)
                throw new CertificateError(key, path, "is much too long for a certificate or a key");
            using var reader = new StreamReader(file, Encoding.UTF8);
            return reader.ReadToEnd();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CertificateError(key, path, failure is FileNotFoundException or DirectoryNotFoundException ? "does not exist" : $"cannot be read: {failure.Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>The text of a file with certificates.</summary>
    /// <exception cref="CertificateError">It cannot be read, or there is none in it that can.</exception>
    public static string ReadCertificates(string key, string path)
    {
        var text = Read(key, path);
        if (!LabelsOf(text).Contains(CertificateLabel))
            throw new CertificateError(key, path, "has no certificate in PEM (-----BEGIN CERTIFICATE-----)");
        try
        {
            new X509Certificate2Collection().ImportFromPem(text);
            return text;
        }
        catch (CryptographicException failure)
        {
            throw new CertificateError(key, path, $"has a certificate that cannot be read: {failure.Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>The certificates in it, and nothing else.</summary>
    public static string OnlyCertificates(string text) =>
        string.Join('\n', BlocksOf(text).Where(block => block.Label == CertificateLabel).Select(block => block.Text));

    /// <summary>What the blocks in it are.</summary>
    public static IReadOnlyList<string> LabelsOf(string text) => [.. BlocksOf(text).Select(block => block.Label)];

    /// <summary>Whether there is a key in it of a kind that can be used.</summary>
    public static bool IsKey(string text) =>
        Imports(RSA.Create, key => key.ImportFromPem(text)) || Imports(ECDsa.Create, key => key.ImportFromPem(text));

    /// <summary>Whether this password opens a key of a kind that can be used.</summary>
    public static bool Opens(string text, string password) =>
        Imports(RSA.Create, key => key.ImportFromEncryptedPem(text, password)) || Imports(ECDsa.Create, key => key.ImportFromEncryptedPem(text, password));

    private static bool Imports<T>(Func<T> create, Action<T> import)
        where T : AsymmetricAlgorithm
    {
        using var key = create();
        try
        {
            import(key);
            return true;
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            return false;
        }
    }

    private static IEnumerable<(string Label, string Text)> BlocksOf(string text)
    {
        var rest = text;
        while (PemEncoding.TryFind(rest, out var found))
        {
            yield return (rest[found.Label], rest[found.Location]);
            rest = rest[found.Location.End..];
        }
    }
}
