using System.Text;
using Akka.Configuration;
using Akka.IO;

namespace ActorServer.TestKit.Tests.Doubles;

/// <summary>Greets with a setting, and with how often it was prepared.</summary>
public sealed class GreetingHandler(Config settings) : ActorHandler, IValidatesSettings, IPrepares
{
    private static int _prepared;

    public static void Validate(Config settings)
    {
        if (string.IsNullOrEmpty(settings.GetString("greeting")))
            throw new FormatException("greeting: must not be empty");
    }

    public static Task PrepareAsync(Config settings, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _prepared);
        return Task.CompletedTask;
    }

    protected override void OnConnected() => Write(Encoding.UTF8.GetBytes($"{settings.GetString("greeting")} {Connection.Id} prepared={_prepared}\n"));

    protected override void OnReceived(ByteString data)
    {
    }
}
