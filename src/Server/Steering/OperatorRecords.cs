using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Steering;

/// <summary>What operators did, one line each.</summary>
internal static partial class OperatorRecords
{
    [LoggerMessage(20, LogLevel.Information, "control: action={Action}{Target} by={By} from={From}{Outcome}")]
    public static partial void Controlled(this ILogger log, string action, string target, string by, string from, string outcome);
}
