namespace ActorServer.Server.Tls;

/// <summary>How the TLS of a service's clients is ended. Whoever starts the service disposes of it.</summary>
/// <param name="certificates">The certificates.</param>
/// <param name="handshakeTimeout">How long a client has for the handshake; zero is without limit.</param>
/// <param name="endsInWorker">Workers make the handshake, and have the keys.</param>
internal sealed class ServiceTls(ServiceCertificates certificates, TimeSpan handshakeTimeout, bool endsInWorker) : IDisposable
{
    /// <summary>The certificates.</summary>
    public ServiceCertificates Certificates => certificates;

    /// <summary>How long a client has for the handshake; zero is without limit.</summary>
    public TimeSpan HandshakeTimeout => handshakeTimeout;

    /// <summary>Workers make the handshake, and have the keys; otherwise this process does.</summary>
    public bool EndsInWorker => endsInWorker;

    public void Dispose() => certificates.Dispose();
}
