using System.Reflection;
using System.Runtime.CompilerServices;

namespace ActorServer.Tests;

/// <summary>
/// Lets two test projects run at a time, whatever the test runner does: several of them start processes and wait for them within
/// bounds, which two cores do not bear all at once; one alone leaves the processor waiting now and then. A lock is the operating
/// system's and ends with this process.
/// </summary>
internal static class TakeTurns
{
    private const int AtOnce = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);
    private static FileStream? _turn;

    [ModuleInitializer]
    internal static void Wait()
    {
        // A worker process loads this assembly for the handlers in it, while its test host has the turn.
        if (Assembly.GetEntryAssembly()?.GetName().Name == "remote-worker")
            return;
        var deadline = DateTime.UtcNow + Patience;
        using var pause = new ManualResetEventSlim();
        while (DateTime.UtcNow < deadline)
        {
            for (var place = 0; _turn is null && place < AtOnce; place++)
                _turn = Take(place);
            if (_turn is not null)
                return;
            pause.Wait(TimeSpan.FromMilliseconds(200));
        }
    }

    private static FileStream? Take(int place)
    {
        try
        {
            var path = Path.Combine(Path.GetTempPath(), $"actor-server-tests-{place}-{Environment.UserName}.lock");
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            // Another project's turn.
            return null;
        }
    }
}
