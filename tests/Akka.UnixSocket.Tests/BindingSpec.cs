using Akka.Actor;
using Akka.Configuration;

namespace ActorServer.UnixSocket.Tests;

/// <summary>Where a system binds, and what it says when it cannot.</summary>
public sealed class BindingSpec : IDisposable
{
    private readonly SocketDirectoryFixture _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_socket_file_should_be_the_users_alone_and_gone_after_shutdown()
    {
        var system = ActorSystem.Create("binding", ConfigOf(_directory.Path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_directory.SocketFileOf("server")));
        await system.Terminate();
        Assert.Empty(Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public async Task A_file_left_by_a_killed_server_should_not_matter()
    {
        await File.WriteAllTextAsync(_directory.SocketFileOf("server"), "");
        var system = ActorSystem.Create("binding", ConfigOf(_directory.Path));
        await system.Terminate();
    }

    [Fact]
    public async Task A_second_server_should_be_refused_and_the_first_keep_its_socket()
    {
        var first = ActorSystem.Create("binding", ConfigOf(_directory.Path));
        Assert.Contains("another process listens there", Refusal(_directory.Path), StringComparison.Ordinal);
        Assert.True(File.Exists(_directory.SocketFileOf("server")));
        await first.Terminate();
    }

    [Fact]
    public void A_directory_that_others_can_enter_should_be_refused()
    {
        File.SetUnixFileMode(_directory.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute);
        Assert.Contains("has mode 0710; it must be 0700", Refusal(_directory.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_that_is_missing_should_be_refused() =>
        Assert.Contains("does not exist", Refusal(Path.Combine(_directory.Path, "missing")), StringComparison.Ordinal);

    [Fact]
    public void A_symbolic_link_should_be_refused()
    {
        var link = Path.Combine(_directory.Path, "link");
        Directory.CreateSymbolicLink(link, _directory.Path);
        Assert.Contains("is a symbolic link", Refusal(link), StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_does_not_fit_into_a_socket_address_should_be_refused()
    {
        var deep = Path.Combine(_directory.Path, new string('d', 100));
        Directory.CreateDirectory(deep, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Contains("Choose a shorter directory", Refusal(deep), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("123")]
    [InlineData("127.0.0.1")]
    [InlineData("../x")]
    [InlineData("a/b")]
    [InlineData(".a")]
    public void A_host_name_that_is_none_should_be_refused(string host) =>
        Assert.Throws<ConfigurationException>(() => UnixSocketSettings.From(ConfigOf(_directory.Path, host).GetConfig("akka.remote.unix-socket")));

    [Fact]
    public void A_wrong_setting_should_end_the_start_and_not_hang_it()
    {
        var config = ConfigOf(_directory.Path, "123");
        Assert.Contains("host-name = \"123\" is not a host name", Refusal(config), StringComparison.Ordinal);
    }

    [Fact]
    public void The_defaults_should_be_the_documented_ones()
    {
        var settings = UnixSocketSettings.From(ConfigurationFactory.ParseString("host-name = a, directory = b"));
        Assert.Equal(192 * 1024, settings.Limits.MaximumFrameSize);
        Assert.Equal(8 * 1024 * 1024, settings.Limits.SendQueueBytes);
        Assert.Equal(TimeSpan.FromSeconds(5), settings.HandshakeTimeout);
        Assert.True(settings.Listen);
        Assert.Equal(Path.GetFullPath("b"), settings.Directory.Path);
    }

    private static Config ConfigOf(string directory, string host = "server") => ConfigurationFactory.ParseString(
        $$"""
        akka.actor.provider = remote
        akka.remote {
          enabled-transports = ["akka.remote.unix-socket"]
          unix-socket { directory = "{{directory}}", host-name = "{{host}}" }
        }
        """).WithFallback(UnixSocketTransport.DefaultConfig);

    private static string Refusal(string directory) => Refusal(ConfigOf(directory));

    private static string Refusal(Config config)
    {
        var refusal = Assert.ThrowsAny<Exception>(() => ActorSystem.Create("binding", config));
        while (refusal.InnerException is { } inner)
            refusal = inner;
        Assert.DoesNotContain('\n', refusal.Message);
        return refusal.Message;
    }
}
