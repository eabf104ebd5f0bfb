using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace ActorServer.AspNetCore.Plugin;

/// <summary>A line, an answer, as one would write it for Kestrel.</summary>
public class DialogueHandler : ConnectionHandler
{
    /// <inheritdoc/>
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var (input, output) = (connection.Transport.Input, connection.Transport.Output);
        while (await input.ReadLineAsync() is { } line)
        {
            if (line == "abort at the end")
            {
                while (await input.ReadLineAsync() is not null)
                    await output.WriteLineAsync("half");
                connection.Abort();
                return;
            }

            if (line == "return")
            {
                await output.WriteLineAsync("good bye");
                return;
            }

            await output.WriteLineAsync(await AnswerAsync(connection, line));
        }
    }

    private static async Task<string> AnswerAsync(ConnectionContext connection, string line)
    {
        switch (line)
        {
            case "throw":
                throw new InvalidOperationException("as asked");
            case "abort":
                connection.Abort();
                return "";
            case "hang":
                await Task.Delay(Timeout.Infinite, connection.ConnectionClosed);
                return "";
            case "drain":
                await Task.Delay(Timeout.Infinite, Lifetime(connection).ConnectionClosedRequested).ContinueWith(_ => { }, TaskScheduler.Current);
                return "draining";
            case "whoami":
                return $"id={connection.ConnectionId} peer={connection.RemoteEndPoint} local={connection.LocalEndPoint} pid={Environment.ProcessId}";
            case "tls":
                return $"{connection.Features.Get<ITlsConnectionFeature>() is not null}";
            case "pool":
                ThreadPool.GetMinThreads(out var atOnce, out _);
                return $"{atOnce}";
            case "threads":
                return await ThreadsAsync();
            default:
                return line;
        }
    }

    // Where it is, and where it goes on after it has waited for something that is not its client.
    private static async Task<string> ThreadsAsync()
    {
        var before = Thread.CurrentThread.Name;
        await Task.Delay(1);
        return $"{before} {Thread.CurrentThread.Name}";
    }

    private static IConnectionLifetimeNotificationFeature Lifetime(ConnectionContext connection) =>
        connection.Features.Get<IConnectionLifetimeNotificationFeature>() ?? throw new InvalidOperationException("the connection cannot be asked to end");
}
