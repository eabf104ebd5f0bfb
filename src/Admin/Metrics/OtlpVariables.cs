namespace ActorServer.Admin.Metrics;

/// <summary>
/// What OpenTelemetry's standard variables ask for. Metrics are sent where an endpoint is named; traces only where
/// <c>OTEL_TRACES_EXPORTER=otlp</c> says so, as each connection makes some. The rest of the variables the exporters read themselves.
/// </summary>
/// <param name="SendsMetrics">Metrics are sent.</param>
/// <param name="SendsTraces">Traces are sent.</param>
internal sealed record OtlpVariables(bool SendsMetrics, bool SendsTraces)
{
    private const string Otlp = "otlp";
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>As they are now.</summary>
    /// <exception cref="IOException">One has a value that is not known.</exception>
    public static OtlpVariables Read()
    {
        if (string.Equals(Get("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase))
            return new OtlpVariables(false, false);
        var isNamed = Get(Endpoint) is not null;
        return new OtlpVariables(
            Asked("OTEL_METRICS_EXPORTER", isNamed || Get("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT") is not null),
            Asked("OTEL_TRACES_EXPORTER", otherwise: false));
    }

    private static bool Asked(string variable, bool otherwise) => Get(variable) switch
    {
        null => otherwise,
        Otlp => true,
        "none" => false,
        var other => throw new IOException($"{variable} = {other} must be {Otlp} or none"),
    };

    private static string? Get(string variable) => Environment.GetEnvironmentVariable(variable)?.Trim() is { Length: > 0 } value ? value : null;
}
