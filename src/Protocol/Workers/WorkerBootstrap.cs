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
/// <param name="Directory">Where the server's socket for Akka.Remote lies.</param>
/// <param name="HostName">The worker's host name in Akka.Remote addresses.</param>
/// <param name="ReportTo">The actor in the server that watches over this worker, as a full path.</param>
/// <param name="HandlerType">The handler's type name, so that it can be loaded before the worker says it is ready.</param>
/// <param name="HandlerPath">Where its assembly lies, or null.</param>
internal sealed record WorkerBootstrap(
    int Worker, string Service, string Secret, string Directory, string HostName, string ReportTo, string HandlerType, string? HandlerPath)
{
    /// <summary>The line, with its end.</summary>
    public string ToLine() => JsonSerializer.Serialize(this, WorkerBootstrapJson.Default.WorkerBootstrap) + "\n";

    /// <summary>Reads the line.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static WorkerBootstrap Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, WorkerBootstrapJson.Default.WorkerBootstrap) ?? throw new FormatException("The bootstrap line is empty.");
        }
        catch (JsonException malformed)
        {
            throw new FormatException("The bootstrap line on standard input is malformed.", malformed);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Without the secret, which is not for logs.</remarks>
    public override string ToString() => $"worker {Worker} of {Service}";
}

// A line in which something is missing is no bootstrap line.
[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(WorkerBootstrap))]
internal sealed partial class WorkerBootstrapJson : JsonSerializerContext;
