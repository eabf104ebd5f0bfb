using System.Text;
using Akka.Configuration;

namespace ActorServer.Embedding.Tests;

/// <summary>Says its greeting, prints who came, and then echoes.</summary>
public sealed class Greeter(Config settings) : StreamHandler, IValidatesSettings
{
    private const string Key = "GREETING";

    public static void Validate(Config settings)
    {
    }

    public override async Task HandleAsync(Stream stream, ConnectionInfo connection, CancellationToken cancellation)
    {
        ServerOutput.WriteLine($"greeted {connection.Id}");
        await stream.WriteAsync(Encoding.UTF8.GetBytes(settings.GetString(Key, "hello") + '\n'), cancellation);
        await stream.CopyToAsync(stream, cancellation);
    }
}
