using System.Text;
using System.Text.Json;

namespace ActorServer.Control.Steering;

/// <summary>Something that a server is asked to do.</summary>
/// <param name="Path">Where it is posted.</param>
/// <param name="Json">What goes along; null for nothing.</param>
/// <param name="Done">Says that it is done, as the log does.</param>
internal sealed record ControlAction(string Path, string? Json, string Done)
{
    /// <summary>Keeps the port open and serves nobody new.</summary>
    public static ControlAction Pause(string service) => new($"/services/{Escaped(service)}/pause", null, $"paused: service={service}");

    /// <summary>Serves again.</summary>
    public static ControlAction Resume(string service) => new($"/services/{Escaped(service)}/resume", null, $"resumed: service={service}");

    /// <summary>Closes the port and lets the clients finish.</summary>
    public static ControlAction Drain(string service) => new($"/services/{Escaped(service)}/drain", null, $"draining: service={service}");

    /// <summary>Has a worker end after its client.</summary>
    public static ControlAction DrainWorker(string service, long worker) => new($"/workers/{Escaped(service)}/{worker}/drain", null, $"draining: service={service} worker={worker}");

    /// <summary>Resets a client.</summary>
    public static ControlAction Close(string connection) => new($"/connections/{Escaped(connection)}/close", null, $"closed: id={connection}");

    /// <summary>Kills a worker.</summary>
    public static ControlAction Kill(string service, long worker) => new($"/workers/{Escaped(service)}/{worker}/kill", null, $"killed: service={service} worker={worker}");

    /// <summary>Sets limits, by the keys of the block <c>limits</c>.</summary>
    public static ControlAction Set(string service, IReadOnlyList<(string Key, string Value)> limits) =>
        new($"/services/{Escaped(service)}/limits", Object(limits), $"set: service={service} {string.Join(' ', limits.Select(limit => $"{limit.Key}={limit.Value}"))}");

    /// <summary>Sets the level of the log, or of one of its categories.</summary>
    public static ControlAction LogLevel(string? category, string level) => category is null
        ? new ControlAction("/log-level", Object([("level", level)]), $"set: log-level={level}")
        : new ControlAction("/log-level", Object([("category", category), ("level", level)]), $"set: category={category} log-level={level}");

    /// <summary>Reads the configuration again.</summary>
    public static ControlAction Reload() => new("/reload", null, "reloaded");

    /// <summary>Hands over to a new executable.</summary>
    public static ControlAction Upgrade() => new("/upgrade", null, "upgraded");

    /// <summary>Stops the server as SIGTERM does.</summary>
    public static ControlAction Shutdown() => new("/shutdown", null, "draining: the server ends when its clients have finished");

    private static string Escaped(string segment) => Uri.EscapeDataString(segment);

    private static string Object(IEnumerable<(string Key, string Value)> pairs)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach (var (key, value) in pairs)
                json.WriteString(key, value);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
