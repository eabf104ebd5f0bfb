using System.Text;
using Akka.Configuration;
using Akka.IO;
using Microsoft.Extensions.Logging;

namespace ActorServer.TestKit.Tests.Doubles;

/// <summary>Says what the clock shows that it is given as a service.</summary>
internal sealed class ClockHandler(Clock clock, Hand hand, Config settings, ILogger<ClockHandler> log) : ActorHandler, IValidatesSettings
{
    public static void Validate(Config settings)
    {
    }

    protected override void OnConnected()
    {
        log.LogInformation("shown by {Hand}", hand);
        Write(Encoding.UTF8.GetBytes($"{settings.GetString("greeting")} {clock.Shows}\n"));
    }

    protected override void OnReceived(ByteString data)
    {
    }
}

/// <summary>A service that all connections share.</summary>
internal sealed class Clock
{
    public string Shows { get; init; } = "noon";

    /// <summary>How many of its hands were disposed: one of the trial, and one of each connection.</summary>
    public int Disposed { get; set; }
}

/// <summary>A service of one connection.</summary>
internal sealed class Hand(Clock clock) : IDisposable
{
    public void Dispose() => clock.Disposed++;
}
