using System.Reflection;
using System.Runtime.CompilerServices;

namespace ActorServer.Tests;

/// <summary>
/// Lets two test projects run at a time, whatever the test runner does: several of them start processes and wait for them within
/// bounds, which two cores do not bear all at once. One of the two is the end-to-end tests, which take as long as all others
/// together and leave the processor waiting now and then. A lock is the operating system's and ends with this process.
/// </summary>
internal static class TakeTurns
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);
    private static FileStream? _turn;

    [ModuleInitializer]
    internal static void Wait()
    {
        // A worker process loads this assembly for the handlers in it, while its test host has the turn.
        if (Assembly.GetEntryAssembly()?.GetName().Name == "remote-worker")
            return;
        var turns = typeof(TakeTurns).Assembly.GetName().Name == "ActorServer.EndToEnd.Tests" ? "end-to-end" : "others";
        var path = Path.Combine(Path.GetTempPath(), $"actor-server-tests-{turns}-{Environment.UserName}.lock");
        var deadline = DateTime.UtcNow + Patience;
        using var pause = new ManualResetEventSlim();
        while (_turn is null && DateTime.UtcNow < deadline)
        {
            try
            {
                _turn = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                // Another project's turn.
                pause.Wait(TimeSpan.FromMilliseconds(200));
            }
        }
    }
}
