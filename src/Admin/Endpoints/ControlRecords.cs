using ActorServer.Monitoring;
using Microsoft.Extensions.Logging;

namespace ActorServer.Admin.Endpoints;

/// <summary>What operators wanted and the server has not heard of: one line each, in the form that the server's own have.</summary>
internal static partial class ControlRecords
{
    public static void Refused(this ILogger log, string action, string target, Operator by, string why) =>
        log.Refused(action, target, by.By, by.From, LoggedText.Quoted(why));

    [LoggerMessage(20, LogLevel.Information, "control: action={Action}{Target} by={By} from={From} refused={Why}")]
    private static partial void Refused(this ILogger log, string action, string target, string by, string from, string why);
}
