using System.Globalization;
using System.Text;
using Akka.Actor;
using Akka.IO;

namespace ActorServer.TestKit.Tests.Doubles;

/// <summary>Ticks each second by its timers, and gives up a client that has been silent for ten seconds.</summary>
public sealed class TickingHandler : ActorHandler, IWithTimers
{
    private DateTimeOffset _began;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void OnConnected()
    {
        _began = Context.System.Scheduler.Now;
        Timers.StartPeriodicTimer("tick", "tick", TimeSpan.FromSeconds(1));
        AwaitClient();
    }

    protected override void OnReceived(ByteString data) => AwaitClient();

    protected override void OnMessage(object message)
    {
        if (message is "silent")
            Close();
        else
            Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{(Context.System.Scheduler.Now - _began).TotalSeconds} ")));
    }

    private void AwaitClient() => Timers.StartSingleTimer("silence", "silent", TimeSpan.FromSeconds(9.5));
}
