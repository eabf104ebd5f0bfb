using System.Runtime.InteropServices;

namespace ActorServer.RemoteWorker;

/// <summary>
/// Signals that are meant for the server and reach workers too, from a terminal or a service manager that sends them to all
/// processes of a service: a worker lives on. SIGPIPE .NET ignores itself.
/// </summary>
internal sealed class ServersSignals : IDisposable
{
    private const PosixSignal Alarm = (PosixSignal)14;
    private static readonly PosixSignal User1 = (PosixSignal)(OperatingSystem.IsMacOS() ? 30 : 10);
    private static readonly PosixSignal User2 = (PosixSignal)(OperatingSystem.IsMacOS() ? 31 : 12);

    private readonly PosixSignalRegistration[] _registrations = Array.ConvertAll(
        [PosixSignal.SIGINT, PosixSignal.SIGHUP, PosixSignal.SIGQUIT, Alarm, User1, User2],
        signal => PosixSignalRegistration.Create(signal, static caught => caught.Cancel = true));

    public void Dispose() => Array.ForEach(_registrations, registration => registration.Dispose());
}
