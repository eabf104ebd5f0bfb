using Akka.Actor;
using Akka.Event;
using Microsoft.Extensions.Logging;
using AkkaLevel = Akka.Event.LogLevel;
using Level = Microsoft.Extensions.Logging.LogLevel;

namespace ActorServer.Cluster.Logs;

/// <summary>
/// Akka's log of the cluster system, as far as <see cref="LogRate"/> lets it through: one bounded line each. What Akka knows of a
/// stranger is many lines, and a stack trace.
/// </summary>
internal sealed class ClusterLogger : UntypedActor
{
    /// <summary>A line has no more characters.</summary>
    public const int LongestLine = 400;

    private readonly ClusterLogSetup _setup = Context.System.Settings.Setup.Get<ClusterLogSetup>().Value;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case InitializeLogger:
                Sender.Tell(new LoggerInitialized());
                break;
            case LogEvent entry when _setup.Log.IsEnabled(LevelOf(entry.LogLevel())) && _setup.Rate.Admits(KindOf(entry), out var suppressed):
                _setup.Log.Akka(LevelOf(entry.LogLevel()), LineOf(entry), suppressed == 0 ? "" : $" suppressed={suppressed}");
                break;
        }
    }

    /// <summary>The text before its figures are filled in.</summary>
    public static string KindOf(LogEvent entry) => entry.Message is LogMessage { Format: { } format } ? format : entry.LogSource;

    /// <summary>The first line of an entry and of its cause, bounded.</summary>
    public static string LineOf(LogEvent entry)
    {
        var line = FirstLine(entry.Message.ToString() ?? "");
        if (entry.Cause is { } cause)
            line = $"{line}: {FirstLine(cause.GetBaseException().Message)}";
        return line.Length <= LongestLine ? line : line[..LongestLine];
    }

    private static string FirstLine(string text) => text.AsSpan().IndexOfAny('\r', '\n') is >= 0 and var end ? text[..end] : text;

    private static Level LevelOf(AkkaLevel level) => level switch
    {
        AkkaLevel.DebugLevel => Level.Debug,
        AkkaLevel.InfoLevel => Level.Information,
        AkkaLevel.WarningLevel => Level.Warning,
        _ => Level.Error,
    };
}
