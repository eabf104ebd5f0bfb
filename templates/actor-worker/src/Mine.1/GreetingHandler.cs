using System.Text;
using ActorServer;

namespace Mine._1;

/// <summary>Greets whoever a client names, one a line. It may block: it has a process of its own.</summary>
public sealed class GreetingHandler : StreamHandler
{
    public override async Task HandleAsync(Stream stream, ConnectionInfo connection, CancellationToken cancellation)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        while (await reader.ReadLineAsync(cancellation) is { } name)
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"hello {name}\n"), cancellation);
    }
}
