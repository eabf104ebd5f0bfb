using System.Text.Json.Serialization;

namespace ActorServer.Monitoring;

/// <summary>How status and live snapshots are written: camel case, absent where null. Compiled, no reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ServerStatus))]
[JsonSerializable(typeof(ConnectionPage))]
[JsonSerializable(typeof(LiveSnapshot))]
internal sealed partial class StatusJson : JsonSerializerContext;
