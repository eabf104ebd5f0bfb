using System.Runtime.InteropServices;
using ActorServer.Native.Signals;

namespace ActorServer.RemoteWorker;

/// <summary>
/// Signals that are meant for the server and reach workers too, from a terminal or a service manager that sends them to all
/// processes of a service: a worker lives on. SIGPIPE .NET ignores itself.
/// </summary>
internal sealed class ServersSignals : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations = Array.ConvertAll(
        [PosixSignal.SIGINT, PosixSignal.SIGHUP, PosixSignal.SIGQUIT, SignalNumbers.SIGALRM, SignalNumbers.SIGUSR1, SignalNumbers.SIGUSR2],
        signal => PosixSignalRegistration.Create(signal, static caught => caught.Cancel = true));

    public void Dispose() => Array.ForEach(_registrations, registration => registration.Dispose());
}
