using Microsoft.Extensions.Logging;

namespace ActorServer.Monitoring;

/// <summary>
/// The admin application: made by the server from an assembly of its own, and only where it is asked for. Its implementation is public
/// and has a constructor without arguments.
/// </summary>
public interface IAdminApplication : IAsyncDisposable
{
    /// <summary>Listens. Throws an <see cref="IOException"/> whose message says what is wrong and where.</summary>
    /// <param name="settings">Where and for whom.</param>
    /// <param name="server">What it shows.</param>
    /// <param name="control">What it steers.</param>
    /// <param name="log">Takes what it has to say.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The address as an operator writes it, with the port that was taken.</returns>
    Task<string> StartAsync(AdminSettings settings, IMonitoredServer server, IServerControl control, ILogger log, CancellationToken cancellation);
}

/// <summary>The block <c>actor-server.admin</c>.</summary>
/// <param name="Listen"><c>127.0.0.1:7789</c> or <c>unix:/path</c>, absolute.</param>
/// <param name="TokenFile">Holds the token; empty for none. Absolute.</param>
/// <param name="Hosts">Names by which it may be asked besides its address and localhost.</param>
public sealed record AdminSettings(string Listen, string TokenFile, IReadOnlyList<string> Hosts);
