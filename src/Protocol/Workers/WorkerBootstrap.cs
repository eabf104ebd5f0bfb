using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorServer.Protocol.Workers;

/// <summary>
/// What a worker is told when it starts: one line on its standard input, because a command line can be read by every user
/// of the machine. Standard input stays open after it; its end tells the worker that the server is gone.
/// </summary>
/// <param name="Worker">The worker's number in its service.</param>
/// <param name="Service">The service.</param>
/// <param name="Secret">What the worker proves itself with, unguessable and its own.</param>
/// <param name="Config">The configuration of its actor system, as <c>WorkerConfig</c> prepared it.</param>
/// <param name="HostName">The worker's host name in Akka.Remote addresses.</param>
/// <param name="ReportTo">The actor in the server that watches over this worker, as a full path.</param>
/// <param name="HandlerType">The handler's type name, so that it can be loaded before the worker says it is ready.</param>
/// <param name="HandlerPath">Where its assembly lies, or null.</param>
/// <param name="HandlerSettings">The handler's own settings, so that it can be prepared with them; empty for none.</param>
/// <param name="MemoryLimit">The limit of its memory, in bytes, which the server has set; 0 for none.</param>
internal sealed record WorkerBootstrap(
    int Worker, string Service, string Secret, string Config, string HostName, string ReportTo, string HandlerType, string? HandlerPath,
    string HandlerSettings = "", long MemoryLimit = 0)
{
    /// <summary>The line, with its end.</summary>
    public string ToLine() => JsonSerializer.Serialize(this, WorkerBootstrapJson.Default.WorkerBootstrap) + "\n";

    /// <summary>Reads the line. One in which anything is missing is none.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static WorkerBootstrap Parse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            return new WorkerBootstrap(
                root.GetProperty(nameof(Worker)).GetInt32(), Text(root, nameof(Service)), Text(root, nameof(Secret)), Text(root, nameof(Config)),
                Text(root, nameof(HostName)), Text(root, nameof(ReportTo)), Text(root, nameof(HandlerType)), root.GetProperty(nameof(HandlerPath)).GetString(),
                Text(root, nameof(HandlerSettings)), root.GetProperty(nameof(MemoryLimit)).GetInt64());
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException("The bootstrap line on standard input is malformed.", malformed);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Without the secret, which is not for logs.</remarks>
    public override string ToString() => $"worker {Worker} of {Service}";

    private static string Text(JsonElement line, string name) =>
        line.GetProperty(name).GetString() ?? throw new InvalidOperationException($"{name} is null.");
}

// For writing alone: in a worker each millisecond counts, and a document is read without what a serializer sets up.
[JsonSerializable(typeof(WorkerBootstrap))]
internal sealed partial class WorkerBootstrapJson : JsonSerializerContext;
