using System.Security.Cryptography;
using ActorServer.Protocol.Channel;
using ActorServer.Serving.Tls;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Tls;

/// <summary>
/// The certificates of one service as its files have them. Looks at the files twice a second; new ones that are good are for the clients
/// that come from then on. Files that are not good change nothing, and that is logged once. Thread-safe.
/// </summary>
/// <remarks>
/// What is in the files is compared, not what the file system says of them: so a rename, a link that points elsewhere and a file that
/// is written in place within one tick of its clock are all seen.
/// </remarks>
internal sealed class ServiceCertificates : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private readonly string _service;
    private readonly CertificateFiles _files;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private volatile InUse _current;
    private string _seen;
    private string _suspect = "";
    private string _told = "";
    private string _unforeseen = "";

    /// <param name="service">The service.</param>
    /// <param name="settings">Its files, and what was in them.</param>
    /// <param name="log">Is told of new certificates and of bad files.</param>
    /// <param name="time">Says when to look.</param>
    public ServiceCertificates(string service, TlsSettings settings, ILogger log, TimeProvider time)
    {
        _service = service;
        _files = settings.Files;
        _log = log;
        _time = time;
        _current = new InUse(settings.Loaded.Setup, TlsServer.From(settings.Loaded.Setup), Version: 1, settings.Loaded.All);
        // Not of what is in the files now, which may be something else already; the first look finds out.
        _seen = "";
        _timer = time.CreateTimer(static self => ((ServiceCertificates)self!).LookAgain(), this, Period, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What holds for the next client.</summary>
    public InUse Current => _current;

    /// <summary>Looks at the files now. Not to be called by two at a time.</summary>
    public void Look()
    {
        var seen = _files.Fingerprint();
        if (seen == _seen || seen == _told)
            return;
        try
        {
            Use(_files.Read());
            (_seen, _suspect, _told) = (seen, "", "");
        }
        catch (Exception wrong) when (wrong is CertificateError or CryptographicException or ArgumentException or NotSupportedException)
        {
            Suspect(seen, wrong.Message);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void LookAgain()
    {
        try
        {
            Look();
        }
        catch (Exception unforeseen)
        {
            // On a thread of the timer's nobody else hears of it; nor does anybody want to twice a second.
            if (unforeseen.Message != _unforeseen)
                _log.LogError(unforeseen, "tls: service={Service} the certificates could not be looked at, and stay as they were", _service);
            _unforeseen = unforeseen.Message;
        }
        finally
        {
            _timer.Change(Period, Timeout.InfiniteTimeSpan);
        }
    }

    private void Use(LoadedCertificates loaded)
    {
        // The same as before where only the way there was bad.
        if (IsInUse(loaded.Setup))
            return;
        _current = new InUse(loaded.Setup, TlsServer.From(loaded.Setup), _current.Version + 1, loaded.All);
        _log.LogInformation(
            "tls: service={Service} new certificates for new clients, the first expires {NotAfter:u}", _service, loaded.All[0].NotAfter);
        foreach (var objection in loaded.All.Select(certificate => certificate.Objection(_time.GetUtcNow())).OfType<string>())
            _log.LogWarning("tls: service={Service} {Objection}", _service, objection);
    }

    private bool IsInUse(TlsSetup setup) =>
        setup.ClientAuthorities == _current.Setup.ClientAuthorities
        && setup.Certificates.Select(pair => (pair.Chain, pair.Key)).SequenceEqual(_current.Setup.Certificates.Select(pair => (pair.Chain, pair.Key)));

    // The files of a pair are seldom replaced in the same moment: only what is still so at the next look is wrong.
    private void Suspect(string seen, string error)
    {
        if (seen == _suspect)
        {
            _told = seen;
            _log.LogWarning("tls: service={Service} the certificates stay as they were: {Error}", _service, error);
        }

        _suspect = seen;
    }

    /// <summary>The certificates that are in use.</summary>
    /// <param name="Setup">All that they are made of.</param>
    /// <param name="Server">What agrees with clients.</param>
    /// <param name="Version">Another number for others.</param>
    /// <param name="All">What was read.</param>
    internal sealed record InUse(TlsSetup Setup, TlsServer Server, long Version, IReadOnlyList<LoadedCertificate> All);
}
