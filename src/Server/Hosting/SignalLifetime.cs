using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;

namespace ActorServer.Server.Hosting;

/// <summary>
/// SIGTERM and SIGINT: the first begins the drain, the second ends the waiting, any further one ends the process.
/// </summary>
internal sealed class SignalLifetime(IHostApplicationLifetime application, StopNow stopNow) : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _signals;

    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }

    private void OnSignal(PosixSignalContext signal)
    {
        signal.Cancel = true;
        switch (Interlocked.Increment(ref _signals))
        {
            case 1:
                application.StopApplication();
                break;
            case 2:
                stopNow.Request();
                break;
            default:
                // Workers end by themselves when their server is gone.
                Environment.Exit(0);
                break;
        }
    }
}
