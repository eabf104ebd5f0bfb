using ActorServer.Server.Tls;

namespace ActorServer.Server.Tests.Tls;

/// <summary>How certificates follow their files.</summary>
public sealed class ServiceCertificatesTests : IDisposable
{
    private readonly CertificateDirectory _directory = new();
    private readonly RecordedLog _log = new();
    private readonly ServiceCertificates _certificates;

    // Looked at by the test alone.
    public ServiceCertificatesTests() => _certificates = new ServiceCertificates("default", _directory.Settings(), _log, new StoppedTime());

    public void Dispose()
    {
        _certificates.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void While_nothing_changes_nothing_happens()
    {
        var before = _certificates.Current;
        Look(3);
        Assert.Same(before, _certificates.Current);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void New_files_are_for_the_next_client()
    {
        var next = _directory.Authority.Issue("localhost").WriteTo(_directory.Path, "server");
        Look();
        Assert.Equal((2, next.KeyPem.Trim()), (_certificates.Current.Version, _certificates.Current.Setup.Certificates[0].Key));
        Assert.StartsWith("tls: service=default new certificates for new clients", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void So_is_one_that_takes_the_files_place()
    {
        _directory.Authority.Issue("localhost").WriteTo(_directory.Path, "next");
        File.Move(_directory["next.key"], _directory["server.key"], overwrite: true);
        Look();
        File.Move(_directory["next.pem"], _directory["server.pem"], overwrite: true);
        Look();
        Assert.Equal(2, _certificates.Current.Version);
        Assert.Single(_log.Lines);
    }

    [Fact]
    public void So_is_one_that_a_link_leads_to_from_now_on()
    {
        _directory.Authority.Issue("localhost").WriteTo(_directory.Path, "next");
        using var linked = Linked("server");
        PointTo("next");
        linked.Look();
        Assert.Equal(2, linked.Current.Version);
    }

    [Theory]
    [InlineData("this is no PEM")]
    [InlineData("")]
    [InlineData(null)]
    public void A_file_that_is_no_good_changes_nothing_and_is_logged_once(string? text)
    {
        var before = _certificates.Current;
        if (text is null)
            File.Delete(_directory["server.pem"]);
        else
            _directory.Write("server.pem", text);
        Look(5);
        Assert.Same(before, _certificates.Current);
        Assert.StartsWith("tls: service=default the certificates stay as they were: ", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_becomes_good_again_is_used_and_the_next_bad_one_is_logged_again()
    {
        _directory.Write("server.key", "");
        Look(2);
        _directory.Authority.Issue("localhost").WriteTo(_directory.Path, "server");
        Look(2);
        Assert.Equal(2, _certificates.Current.Version);
        _directory.Write("server.key", "");
        Look(3);
        Assert.Equal((2, 3), (_certificates.Current.Version, _log.Lines.Count));
    }

    [Fact]
    public void The_former_files_again_are_no_news()
    {
        var before = File.ReadAllText(_directory["server.key"]);
        _directory.Write("server.key", "");
        Look(2);
        _directory.Write("server.key", before);
        Look(2);
        Assert.Equal((1, 1), (_certificates.Current.Version, _log.Lines.Count));
    }

    [Fact]
    public void Half_a_pair_is_not_complained_of_before_the_other_half_has_had_its_time()
    {
        var next = _directory.Authority.Issue("localhost");
        _directory.Write("server.pem", next.Chain);
        Look();
        Assert.Empty(_log.Lines);
        _directory.Write("server.key", next.KeyPem);
        Look();
        Assert.Equal(2, _certificates.Current.Version);
    }

    [Fact]
    public void An_expired_one_is_used_and_said()
    {
        var expired = _directory.Authority.IssueExpired("localhost");
        expired.WriteTo(_directory.Path, "server");
        Look();
        Assert.Equal(2, _certificates.Current.Version);
        Assert.Contains("has expired on", _log.Lines[^1], StringComparison.Ordinal);
    }

    private void Look(int times = 1)
    {
        for (var i = 0; i < times; i++)
            _certificates.Look();
    }

    private ServiceCertificates Linked(string name)
    {
        PointTo(name);
        return new ServiceCertificates("default", _directory.Settings("link"), _log, new StoppedTime());
    }

    private void PointTo(string name)
    {
        foreach (var kind in new[] { "pem", "key" })
        {
            File.Delete(_directory[$"link.{kind}"]);
            File.CreateSymbolicLink(_directory[$"link.{kind}"], $"{name}.{kind}");
        }
    }

    private sealed class StoppedTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new NoTimer();
    }

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
