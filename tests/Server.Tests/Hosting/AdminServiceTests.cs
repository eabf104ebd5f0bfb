using ActorServer.Control.Finding;
using ActorServer.Monitoring;
using ActorServer.Server.Configuration;
using ActorServer.Server.Hosting;
using ActorServer.Server.Output;
using ActorServer.Server.Tests.Output;
using ActorServer.Server.Tests.Workers;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Tests.Hosting;

public sealed class AdminServiceTests : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("admin").FullName;
    private readonly PlayedDescriptor _error = new();
    private readonly OutputWriter _writer;
    private readonly ServerLife _life = new();
    private readonly PlayedApplication _application = new();
    private readonly RuntimeDirectory _directory;

    public AdminServiceTests()
    {
        _directory = new RuntimeDirectory(Path.Combine(_parent, "run"));
        _writer = new OutputWriter("test", _error, _ => { });
    }

    public void Dispose()
    {
        _writer.Close(Children.Patience);
        Directory.Delete(_parent, recursive: true);
    }

    [Fact]
    public async Task It_says_where_it_listens_and_is_found_there_until_it_is_stopped()
    {
        var service = Service();
        await service.StartAsync(CancellationToken.None);
        Assert.Equal("127.0.0.1:0", _application.Started!.Listen);
        var found = Assert.Single(_directory.Find());
        Assert.Equal(("127.0.0.1:7789", "/etc/token"), (found.Address, found.TokenFile));
        Assert.False(_life.Failed.IsCompleted);

        await service.StopAsync(CancellationToken.None);
        Assert.Empty(_directory.Find());
        Assert.True(_application.IsDisposed);
        Assert.Matches(@"^\S+ info: ActorServer\.Admin\[0\] admin: address=127\.0\.0\.1:7789\n$", Logged());
    }

    [Theory]
    [InlineData(typeof(IOException), "admin: 127.0.0.1:7789: Address already in use  now")]
    [InlineData(typeof(InvalidOperationException), "admin: InvalidOperationException: 127.0.0.1:7789: Address already in use  now")]
    public async Task One_that_cannot_start_is_why_the_server_ends(Type failure, string why)
    {
        _application.Failure = (Exception)Activator.CreateInstance(failure, "127.0.0.1:7789: Address already in use\r\nnow")!;
        await Assert.ThrowsAsync(failure, () => Service().StartAsync(CancellationToken.None));
        Assert.Equal(why.Replace("  ", " ", StringComparison.Ordinal), await _life.Failed);
        Assert.Empty(_directory.Find());
    }

    [Fact]
    public async Task One_that_cannot_be_loaded_is_why_the_server_ends()
    {
        var service = Service(() => throw new ConfigurationError("actor-server.admin.listen needs the ASP.NET Core runtime"));
        await Assert.ThrowsAsync<ConfigurationError>(() => service.StartAsync(CancellationToken.None));
        await service.StopAsync(CancellationToken.None);
        Assert.Equal("actor-server.admin.listen needs the ASP.NET Core runtime", await _life.Failed);
    }

    [Fact]
    public async Task A_stop_during_the_start_is_no_failure()
    {
        _application.Failure = new OperationCanceledException();
        await Service().StartAsync(new CancellationToken(canceled: true));
        Assert.False(_life.Failed.IsCompleted);
    }

    [Fact]
    public async Task Where_its_address_cannot_be_left_it_says_so_and_goes_on()
    {
        File.WriteAllText(Path.Combine(_parent, "run"), "in the way");
        await Service().StartAsync(CancellationToken.None);
        Assert.False(_life.Failed.IsCompleted);
        Assert.Contains(" warn: ActorServer.Admin[0] admin: actor-server ctl and top have to be told the address", Logged(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("secret\n", 0x180, null)]
    [InlineData("secret\n", 0x1A4, "has mode 0644, so that others may use it; chmod 600 it")]
    [InlineData("", 0x180, "is empty")]
    [InlineData("\n", 0x180, "is empty")]
    [InlineData("two words\n", 0x180, "holds more than one line, a space, or what is not ASCII: a token is one word")]
    [InlineData(null, 0, "does not exist")]
    public void A_token_file_that_will_not_do_is_found_by_check(string? content, int mode, string? says)
    {
        var file = Path.Combine(_parent, "token");
        if (content is not null)
        {
            File.WriteAllText(file, content);
            File.SetUnixFileMode(file, (UnixFileMode)mode);
        }

        var wrong = Record.Exception(() => AdminTokenFile.Check(file));
        if (says is null)
            Assert.Null(wrong);
        else
            Assert.StartsWith($"actor-server.admin.token-file = {file} {says}", Assert.IsType<ConfigurationError>(wrong).Message, StringComparison.Ordinal);
    }

    private AdminService Service(Func<IAdminApplication>? load = null) => new(
        new AdminSettings("127.0.0.1:0", "/etc/token", []), load ?? (() => _application), null!, null!, _life, _directory,
        LoggerFactory.Create(logging => logging.AddProvider(new StreamLoggerProvider(_writer))));

    private string Logged()
    {
        _writer.Close(Children.Patience);
        return _error.Written;
    }

    private sealed class PlayedApplication : IAdminApplication
    {
        public AdminSettings? Started { get; private set; }

        public Exception? Failure { get; set; }

        public bool IsDisposed { get; private set; }

        public Task<string> StartAsync(AdminSettings settings, IMonitoredServer server, IServerControl control, ILogger log, CancellationToken cancellation)
        {
            Started = settings;
            return Failure is null ? Task.FromResult("127.0.0.1:7789") : Task.FromException<string>(Failure);
        }

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return ValueTask.CompletedTask;
        }
    }
}
