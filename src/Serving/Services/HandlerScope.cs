using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorServer.Serving.Services;

/// <summary>The services of one connection's handler, and the scope of what is logged while it is at work.</summary>
/// <param name="services">A scope that is this handler's alone.</param>
/// <param name="log">By which the log's scope is entered.</param>
/// <param name="connection">That scope.</param>
/// <param name="end">Disposes the services.</param>
internal sealed class HandlerScope(AsyncServiceScope services, ILogger log, ConnectionLogScope connection, Action<AsyncServiceScope, ConnectionLogScope> end) : IHandlerScope
{
    private int _ended;

    /// <summary>Makes the handler. When that fails, what was made for it is disposed.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "Handlers are registered by KnownHandlers.Add, which keeps their constructors, or compiled in whole.")]
    public object Make(Type handler, object[] arguments)
    {
        try
        {
            using var entered = EnterLog();
            return ActivatorUtilities.CreateInstance(services.ServiceProvider, handler, arguments);
        }
        catch
        {
            End();
            throw;
        }
    }

    /// <inheritdoc/>
    public IDisposable? EnterLog() => log.BeginScope(connection);

    /// <inheritdoc/>
    public void End()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
            end(services, connection);
    }
}
