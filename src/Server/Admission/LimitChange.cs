using System.Globalization;
using ActorServer.Server.Configuration;
using ActorServer.Server.Connections;
using ActorServer.Server.Workers;

namespace ActorServer.Server.Admission;

/// <summary>Reads limits that are set while a service runs, with the errors of the configuration. Pure.</summary>
internal static class LimitChange
{
    /// <summary>The key, of the backend rather than of the limits, that says how many workers there may be.</summary>
    public const string MaxWorkers = ProcessSettings.MaxWorkersKey;

    private const string Source = "the request";

    /// <summary>The limits from now on, and how many workers; null where that stays.</summary>
    /// <param name="service">The service's name.</param>
    /// <param name="now">The limits that hold.</param>
    /// <param name="hasWorkers">Whether the service has workers.</param>
    /// <param name="wanted">Keys and values.</param>
    /// <exception cref="ConfigurationError">One of them is wrong, or cannot be changed.</exception>
    public static (LimitSettings Limits, int? MaxWorkers) Read(
        string service, LimitSettings now, bool hasWorkers, IReadOnlyDictionary<string, string> wanted)
    {
        var path = $"actor-server.services.{service}.limits";
        var known = Write(now);
        if (hasWorkers)
            known.Add(MaxWorkers, "1");
        foreach (var key in wanted.Keys)
        {
            if (!known.ContainsKey(key))
                throw new ConfigurationError($"{path}.{key} cannot be set while the server runs: {string.Join(", ", known.Keys)}{Nearest.Suggestion(key, known.Keys)}");
        }

        // As text alone, whatever it looks like: HOCON could include files.
        var layers = wanted.Select(one => ConfigLayer.Parse(Source, null, $"{path}.{one.Key} = {ConfigTree.Quoted(one.Value)}")).Append(Layer(path, known)).ToArray();
        var section = new SectionReader(new ConfigLayers(layers), path);
        int? workers = wanted.ContainsKey(MaxWorkers) ? section.Number(MaxWorkers, 1) : null;
        return (LimitSettings.From(section), workers);
    }

    private static ConfigLayer Layer(string path, Dictionary<string, string> values) =>
        ConfigLayer.Parse("the limits that hold", null, string.Join('\n', values.Select(one => $"{path}.{one.Key} = {one.Value}")));

    private static Dictionary<string, string> Write(LimitSettings limits) => new()
    {
        ["max-connections"] = Text(limits.MaxConnections),
        ["max-waiting"] = Text(limits.MaxWaiting),
        ["queue-timeout"] = Text(limits.QueueTimeout),
        ["linger-timeout"] = Text(limits.LingerTimeout),
        ["idle-timeout"] = Text(limits.IdleTimeout),
        ["first-byte-timeout"] = Text(limits.FirstByteTimeout),
        ["send-stall-timeout"] = Text(limits.SendStallTimeout),
        ["max-lifetime"] = Text(limits.MaxLifetime),
        ["peer-closed-timeout"] = Text(limits.PeerClosedTimeout),
        ["handler-stall-timeout"] = Text(limits.HandlerStallTimeout),
        ["min-rate"] = Text(limits.MinRate),
        // Off in settings that were made without a configuration.
        ["min-rate-grace"] = limits.MinRateGrace > TimeSpan.Zero ? Text(limits.MinRateGrace) : "5s",
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(TimeSpan time) => $"{time.TotalMilliseconds.ToString("0.#########", CultureInfo.InvariantCulture)}ms";
}
