namespace ActorServer.Admin.Metrics;

/// <summary>What a metric of OpenTelemetry is called in Prometheus.</summary>
internal static class PrometheusName
{
    /// <summary>The name of a metric: <c>actor_server.connection.duration</c> in <c>s</c> is <c>actor_server_connection_duration_seconds</c>.</summary>
    public static string Of(string name, string unit, bool isCounter)
    {
        var plain = OfLabel(name);
        var suffix = unit switch
        {
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "By" => "_bytes",
            "%" => "_percent",
            _ => "",
        };
        return plain + (plain.EndsWith(suffix, StringComparison.Ordinal) ? "" : suffix) + (isCounter ? "_total" : "");
    }

    /// <summary>The name of a label.</summary>
    public static string OfLabel(string name) => string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'));
}
