using ActorServer.Control.Finding;
using ActorServer.Monitoring;
using ActorServer.Server.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Hosting;

/// <summary>
/// Ties the admin application to the host. It starts before the services, so that whoever asks for readiness has an answer from the beginning,
/// and is stopped after them, so that a drain can be watched to its end. One that cannot start is why the server does not. Where it listens is left in
/// this user's runtime directory.
/// </summary>
/// <param name="settings">Where and for whom.</param>
/// <param name="load">Makes the application.</param>
/// <param name="server">What it shows.</param>
/// <param name="control">What it steers.</param>
/// <param name="life">Is told when it cannot start.</param>
/// <param name="directory">Where its address is left.</param>
/// <param name="logs">Makes its log.</param>
internal sealed class AdminService(
    AdminSettings settings,
    Func<IAdminApplication> load,
    IMonitoredServer server,
    IServerControl control,
    ServerLife life,
    RuntimeDirectory directory,
    ILoggerFactory logs) : IHostedService
{
    /// <summary>The category of what it says.</summary>
    public const string Category = "ActorServer.Admin";

    // What is left of its requests is worth no more.
    private static readonly TimeSpan EndingPatience = TimeSpan.FromSeconds(5);

    private readonly ILogger _log = logs.CreateLogger(Category);
    private IAdminApplication? _application;
    private IDisposable? _left;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _application = load();
            var address = await _application.StartAsync(settings, server, control, _log, cancellationToken).ConfigureAwait(false);
            _log.LogInformation("admin: address={Address}", address);
            Leave(address);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // A stop that comes first is no failure of the start.
        }
        catch (Exception failure) when (failure is IOException or ConfigurationError)
        {
            life.Fail(Named(failure.Message.ReplaceLineEndings(" ")));
            throw;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            life.Fail($"admin: {FailureText.OneLine(failure)}");
            throw;
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _left?.Dispose();
        if (_application is null)
            return;
        try
        {
            await _application.DisposeAsync().AsTask().WaitAsync(EndingPatience, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            _log.LogWarning("admin: it has not ended well: {Failure}", FailureText.OneLine(failure));
        }
    }

    // What is wrong with a setting names it already.
    private static string Named(string error) => error.StartsWith("actor-server.admin", StringComparison.Ordinal) ? error : $"admin: {error}";

    // Who names its address needs none of this.
    private void Leave(string address)
    {
        try
        {
            _left = directory.Leave(RunningServer.Here(address, settings.TokenFile));
        }
        catch (IOException refused)
        {
            _log.LogWarning("admin: actor-server ctl and top have to be told the address, as it cannot be left for them: {Error}", refused.Message);
        }
    }
}
