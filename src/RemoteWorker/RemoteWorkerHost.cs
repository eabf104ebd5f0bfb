using ActorServer.Protocol.Bootstrap;
using ActorServer.Serving.Loading;
using Microsoft.Extensions.DependencyInjection;

namespace ActorServer.RemoteWorker;

/// <summary>
/// The whole program of a worker process. A worker of one's own is a project that references this assembly and whose
/// <c>Program.cs</c> is <c>return await RemoteWorkerHost.RunAsync(args, handlers => handlers.Add&lt;MyHandler&gt;());</c>;
/// the server starts it where <c>backends.process.executable</c> names it.
/// </summary>
public static class RemoteWorkerHost
{
    private const int CannotServe = 1;
    private const int NotStartedByAServer = 2;

    /// <summary>
    /// Serves the clients that the server gives to this process, until the server ends it or is gone. What the worker is to
    /// do comes on standard input.
    /// </summary>
    /// <param name="args">The program's arguments. There must be none: a worker is started by a server and by nobody else.</param>
    /// <param name="register">
    /// Registers the handlers that this program brings along. Without it the worker knows what lies beside it or at the
    /// handler's <c>path</c>, and, compiled to native code, what was compiled in whole.
    /// </param>
    /// <param name="services">
    /// Registers the services that handlers take as arguments of their constructors, beside their settings. They are built once, before the
    /// worker is ready, and each connection has a scope of them, which is disposed at its end. <c>ILogger&lt;T&gt;</c> is among them:
    /// what it is given arrives in the server's log.
    /// </param>
    /// <returns>
    /// The exit code: 0 at the end of a worker's life; 1 if it does not know the handler that the server asks for, or the handler
    /// refuses its settings, fails to prepare or asks for a service that cannot be had; 2 if it was not started by a server. Standard error then has one line that
    /// says why, which the server repeats.
    /// </returns>
    public static async Task<int> RunAsync(string[] args, Action<KnownHandlers>? register = null, Action<IServiceCollection>? services = null)
    {
        ArgumentNullException.ThrowIfNull(args);
        if (args.Length > 0)
        {
            Console.WriteLine($"{Name} is started by actor-server and takes no arguments.");
            return NotStartedByAServer;
        }

        RuntimeCultures.UseInvariant();
        try
        {
            using var worker = WorkerProcess.Begin();
            register?.Invoke(new KnownHandlers());
            await (await worker.JoinAsync(EndProcess, services).ConfigureAwait(false)).ConfigureAwait(false);
            return 0;
        }
        catch (FormatException malformed)
        {
            return Fail(NotStartedByAServer, malformed.Message);
        }
        catch (HandlerLoadException unusable)
        {
            return Fail(CannotServe, unusable.Message);
        }
    }

    // Nothing is left to flush: the last handler has stopped and its bytes are with the server. An orderly end of
    // Akka.Remote would only cost the next client time.
    private static void EndProcess() => Environment.Exit(0);

    private static string Name => AppDomain.CurrentDomain.FriendlyName;

    private static int Fail(int exitCode, string reason)
    {
        Console.Error.WriteLine($"{Name}: {reason}");
        return exitCode;
    }
}
