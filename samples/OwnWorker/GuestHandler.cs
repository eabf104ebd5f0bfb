using System.Text;
using ActorServer;
using Microsoft.Extensions.Logging;

namespace OwnWorker;

/// <summary>
/// Welcomes whoever says a name, one a line. It gets its arguments from the services that the worker registers, and what it logs is in
/// the server's log, under the worker's number and the connection's id.
/// </summary>
public sealed partial class GuestHandler(GuestBook book, Visit visit, ILogger<GuestHandler> log) : StreamHandler
{
    /// <inheritdoc/>
    public override async Task HandleAsync(Stream stream, ConnectionInfo connection, CancellationToken cancellation)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        while (await reader.ReadLineAsync(cancellation) is { } name)
        {
            var number = book.Enter();
            visit.Name();
            Welcomed(log, name, number);
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"Welcome, {name}. You are guest {number} of this worker.\n"), cancellation);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Name} is guest {Number}")]
    private static partial void Welcomed(ILogger log, string name, int number);
}
