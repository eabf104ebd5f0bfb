namespace ActorServer.Server.Tls;

/// <summary>A file of a certificate, a key or a password is not what it should be.</summary>
/// <param name="key">The key of the configuration that names the file.</param>
/// <param name="path">The file.</param>
/// <param name="what">What is wrong with it.</param>
internal sealed class CertificateError(string key, string path, string what) : Exception($"{path} {what}")
{
    /// <summary>The key of the configuration that names the file.</summary>
    public string Key => key;
}
