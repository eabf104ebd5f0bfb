using System.Collections.Concurrent;
using ActorServer.Protocol.Logs;
using ActorServer.Server.Output;
using ActorServer.Serving.Services;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Workers;

/// <summary>
/// What the code of a service's workers logs, in the server's log: with its level and under its category, which has a mark, so that
/// no worker speaks as the server does. A worker may send anything: all of it is text that is quoted and bounded. An entry is in the log's
/// scope of its connection, as what a handler logs in the server's process. Thread-safe.
/// </summary>
/// <param name="service">The service.</param>
/// <param name="logs">The server's log.</param>
/// <param name="least">The least level that anybody reads, as it is now.</param>
internal sealed class WorkersLog(string service, ILoggerFactory logs, Func<LogLevel> least)
{
    /// <summary>What a worker's category ends with. The levels that are set for the category are its levels all the same.</summary>
    public const string Mark = "(worker)";

    /// <summary>So many categories are told apart: what is logged under further ones has the mark alone for a category.</summary>
    public const int MostCategories = 200;

    private const string Source = "worker: service={Service} worker={Worker} pid={Pid}";
    private const int LongestCategory = 200;
    private const int LongestMessage = 4 * 1024;
    private const int LongestScopes = 1024;

    private readonly ConcurrentDictionary<string, ILogger> _categories = new(StringComparer.Ordinal);

    /// <summary>The least level that anybody reads, as it is now. A worker is told when it starts.</summary>
    public LogLevel Least => least();

    /// <summary>Writes an entry.</summary>
    /// <param name="worker">The number of the worker that has sent it.</param>
    /// <param name="pid">Its process.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="connection">The connection that it concerns; null where that is not known.</param>
    public void Write(long worker, int pid, LogEntry entry, string? connection)
    {
        var log = Of(entry.Category);
        var level = (LogLevel)entry.Level;
        if (!log.IsEnabled(level))
            return;
        using var scope = connection is null ? null : log.BeginScope(new ConnectionLogScope(service, connection) { IsInRecord = true });
        Write(
            log, level, new EventId(entry.EventId), entry.Exception is null ? null : new LoggedException(entry.Exception), worker, pid, connection,
            entry.Scopes is null ? null : QuotedText.Of(entry.Scopes, LongestScopes), QuotedText.Of(entry.Message, LongestMessage));
    }

    // What is not known is no field.
    private void Write(ILogger log, LogLevel level, EventId id, LoggedException? failure, long worker, int pid, string? connection, string? scope, string message)
    {
        if (connection is not null && scope is not null)
            log.Log(level, id, failure, Source + " connection={Connection} scope={Scope} log={Log}", service, worker, pid, connection, scope, message);
        else if (connection is not null)
            log.Log(level, id, failure, Source + " connection={Connection} log={Log}", service, worker, pid, connection, message);
        else if (scope is not null)
            log.Log(level, id, failure, Source + " scope={Scope} log={Log}", service, worker, pid, scope, message);
        else
            log.Log(level, id, failure, Source + " log={Log}", service, worker, pid, message);
    }

    private ILogger Of(string category)
    {
        var name = Marked(category);
        if (_categories.TryGetValue(name, out var known))
            return known;
        return _categories.GetOrAdd(_categories.Count < MostCategories ? name : Mark, logs.CreateLogger);
    }

    private static string Marked(string category)
    {
        var shown = new string([.. category.Take(LongestCategory).Select(letter => IsOfCategory(letter) ? letter : '?')]).TrimEnd('.');
        return shown.Length == 0 ? Mark : $"{shown}.{Mark}";
    }

    private static bool IsOfCategory(char letter) => char.IsAsciiLetterOrDigit(letter) || "._+-`,<>/".Contains(letter, StringComparison.Ordinal);
}
