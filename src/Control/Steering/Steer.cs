using System.Text.Json;
using System.Text.Json.Nodes;
using ActorServer.Control.Asking;

namespace ActorServer.Control.Steering;

/// <summary>Carries out what <c>actor-server ctl</c> is told. Each returns when it is done, and throws a <see cref="ControlError"/> when it is not.</summary>
internal static class Steer
{
    /// <summary>Prints how the server fares: a table, or <c>status.json</c> as it is.</summary>
    public static async Task StatusAsync(AdminClient server, bool json, TextWriter output, CancellationToken cancellation)
    {
        var (text, status) = await server.ReadStatusAsync(connections: json, cancellation).ConfigureAwait(false);
        if (json)
            output.WriteLine(text.TrimEnd());
        else
            output.Write(StatusText.Of(status, server.Address, DateTimeOffset.UtcNow));
    }

    /// <summary>Has something done and says so.</summary>
    public static async Task DoAsync(AdminClient server, ControlAction action, bool json, TextWriter output, CancellationToken cancellation)
    {
        var note = await server.DoAsync(action.Path, action.Json, cancellation).ConfigureAwait(false);
        if (json)
            output.WriteLine(new JsonObject { ["done"] = action.Done, ["note"] = note }.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        else
            output.WriteLine(note is null ? action.Done : $"{action.Done} ({note})");
    }
}
