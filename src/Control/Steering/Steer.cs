using System.Text.Json;
using System.Text.Json.Nodes;
using ActorServer.Control.Asking;

namespace ActorServer.Control.Steering;

/// <summary>Carries out what <c>actor-server ctl</c> is told. Each returns when it is done, and throws a <see cref="ControlError"/> when it is not.</summary>
internal static class Steer
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Prints how the server fares: a table, or <c>status.json</c> as it is.</summary>
    public static async Task StatusAsync(AdminClient server, bool json, TextWriter output, CancellationToken cancellation)
    {
        var (text, status) = await server.ReadStatusAsync(connections: json, cancellation).ConfigureAwait(false);
        if (json)
            output.WriteLine(text.TrimEnd());
        else
            output.Write(StatusText.Of(status, server.Address, DateTimeOffset.UtcNow));
    }

    /// <summary>Prints the nodes as the server sees them: a table, or what <c>status.json</c> says of them.</summary>
    public static async Task NodesAsync(AdminClient server, bool json, TextWriter output, CancellationToken cancellation)
    {
        var (text, status) = await server.ReadStatusAsync(connections: false, cancellation).ConfigureAwait(false);
        if (status.Nodes is not { } nodes)
            throw new ControlError($"the server at {server.Address} is in no cluster: it has no actor-server.cluster.seeds");
        if (json)
            output.WriteLine(JsonNode.Parse(text)!["nodes"]!.ToJsonString(Relaxed));
        else
            output.Write(NodesText.Of(nodes));
    }

    /// <summary>Has something done and says so.</summary>
    public static async Task DoAsync(AdminClient server, ControlAction action, bool json, TextWriter output, CancellationToken cancellation)
    {
        var note = await server.DoAsync(action.Path, action.Json, cancellation).ConfigureAwait(false);
        if (json)
            output.WriteLine(new JsonObject { ["done"] = action.Done, ["note"] = note }.ToJsonString(Relaxed));
        else
            output.WriteLine(note is null ? action.Done : $"{action.Done} ({note})");
    }
}
