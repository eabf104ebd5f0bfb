using ActorServer.RemoteWorker;

namespace ActorServer.AspNetCore;

/// <summary>The worker that this process is, if a server has started it as one. A process is looked at once.</summary>
internal static class StartedWorker
{
    private const int NotStartedByAServer = 2;

    private static readonly Lazy<WorkerProcess?> Taken = new(Take);

    /// <summary>The worker; null in a process that was started in any other way.</summary>
    public static WorkerProcess? Process => Taken.Value;

    private static WorkerProcess? Take()
    {
        if (!StandardInput.IsFromServer())
            return null;
        try
        {
            var worker = WorkerProcess.Begin();
            new KnownHandlers().Add<Application>();
            return worker;
        }
        catch (FormatException malformed)
        {
            Console.Error.WriteLine($"{AppDomain.CurrentDomain.FriendlyName}: {malformed.Message}");
            Environment.Exit(NotStartedByAServer);
            return null;
        }
    }
}
