using System.Globalization;
using System.Text.Json;

namespace ActorServer.Protocol.Bootstrap;

/// <summary>
/// What a worker is told when it starts: one line on its standard input, because a command line can be read by every user
/// of the machine, and a handler's settings may be nobody else's business. The configuration of its actor system follows, as <c>WorkerConfig</c> prepared it, in a line too; with
/// them comes the worker's connection for Akka.Remote. Standard input stays open after them; its end tells the worker that the
/// server is gone.
/// </summary>
/// <param name="Worker">The worker's number in its service.</param>
/// <param name="Service">The service.</param>
/// <param name="HostName">The worker's host name in Akka.Remote addresses.</param>
/// <param name="ReportTo">The actor in the server that watches over this worker, as a full path.</param>
/// <param name="HandlerType">The handler's type name, so that it can be loaded before the worker says it is ready.</param>
/// <param name="HandlerPath">Where its assembly lies, or null.</param>
/// <param name="HandlerSettings">The handler's own settings, so that it can be prepared with them; empty for none.</param>
/// <param name="MemoryLimit">The limit of its memory, in bytes, which the server has set; 0 for none.</param>
/// <param name="LogLevel">The least level of what it logs that anybody reads, as in a <c>LogEntry</c>.</param>
internal sealed record WorkerBootstrap(
    long Worker, string Service, string HostName, string ReportTo, string HandlerType, string? HandlerPath,
    string HandlerSettings = "", long MemoryLimit = 0, int LogLevel = 0)
{
    /// <summary>What each line begins with.</summary>
    public static ReadOnlySpan<byte> Beginning => "{\"Worker\":"u8;

    /// <summary>The line, without its end.</summary>
    public byte[] ToLine()
    {
        using var line = new MemoryStream();
        using (var writer = new Utf8JsonWriter(line))
        {
            writer.WriteStartObject();
            writer.WriteString(nameof(Worker), Worker.ToString(CultureInfo.InvariantCulture));
            writer.WriteString(nameof(Service), Service);
            writer.WriteString(nameof(HostName), HostName);
            writer.WriteString(nameof(ReportTo), ReportTo);
            writer.WriteString(nameof(HandlerType), HandlerType);
            if (HandlerPath is not null)
                writer.WriteString(nameof(HandlerPath), HandlerPath);
            writer.WriteString(nameof(HandlerSettings), HandlerSettings);
            writer.WriteString(nameof(MemoryLimit), MemoryLimit.ToString(CultureInfo.InvariantCulture));
            writer.WriteString(nameof(LogLevel), LogLevel.ToString(CultureInfo.InvariantCulture));
            writer.WriteEndObject();
        }

        return line.ToArray();
    }

    /// <summary>Reads the line. One in which anything is missing is none.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static WorkerBootstrap Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            var fields = FieldsOf(line);
            return new WorkerBootstrap(
                long.Parse(fields[nameof(Worker)], CultureInfo.InvariantCulture), fields[nameof(Service)], fields[nameof(HostName)],
                fields[nameof(ReportTo)], fields[nameof(HandlerType)], fields.GetValueOrDefault(nameof(HandlerPath)), fields[nameof(HandlerSettings)],
                long.Parse(fields[nameof(MemoryLimit)], CultureInfo.InvariantCulture), int.Parse(fields[nameof(LogLevel)], CultureInfo.InvariantCulture));
        }
        catch (Exception malformed) when (malformed is JsonException or FormatException or OverflowException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException("The bootstrap line on standard input is malformed.", malformed);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Without the handler's settings, which are not for logs.</remarks>
    public override string ToString() => $"worker {Worker} of {Service}";

    // Token by token: what a serializer or a document sets up is felt at a worker's start.
    private static Dictionary<string, string> FieldsOf(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        _ = reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("It is no object.");
        var fields = new Dictionary<string, string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            _ = reader.Read();
            fields[name] = reader.GetString() ?? throw new JsonException($"{name} is null.");
        }

        return reader.Read() ? throw new JsonException("There is something behind it.") : fields;
    }
}
