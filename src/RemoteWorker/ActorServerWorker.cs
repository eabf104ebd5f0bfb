using ActorServer.RemoteWorker;
using Microsoft.Extensions.DependencyInjection;

namespace ActorServer;

/// <summary>Makes an application that embeds the server its own worker.</summary>
public static class ActorServerWorker
{
    /// <summary>
    /// Does nothing in a process that nobody has started as a worker. Started by a server the process is a worker from here on: it serves the
    /// clients that the server gives to it, and ends when the server says so; this does not return.
    /// </summary>
    /// <remarks>
    /// Say it first in Program, before anything that starts a program or costs time: a worker finds its server on standard input, and a client
    /// may be waiting for it.
    /// </remarks>
    /// <param name="args">The program's arguments. A worker has none.</param>
    /// <param name="services">Registers what the constructors of handlers ask for in a worker, which has none of the application's services.</param>
    public static void RunIfStartedByServer(string[] args, Action<IServiceCollection>? services = null) =>
        RunIfStartedByServerAsync(args, services).GetAwaiter().GetResult();

    /// <inheritdoc cref="RunIfStartedByServer"/>
    /// <returns>Completes at once where there is no server; a worker's never does.</returns>
    public static async Task RunIfStartedByServerAsync(string[] args, Action<IServiceCollection>? services = null)
    {
        ArgumentNullException.ThrowIfNull(args);
        if (!StandardInput.IsFromServer())
            return;
        Environment.Exit(await RemoteWorkerHost.RunAsync(args, services: services).ConfigureAwait(false));
    }
}
