using System.Text.Json;
using ActorServer.Protocol.Scheduling;
using Akka.Configuration;
using Akka.Configuration.Hocon;
using Akka.Remote;

namespace ActorServer.Protocol.Remoting;

/// <summary>
/// The configuration of a worker's actor system. The server prepares it, once for all workers of a service and complete with
/// Akka's own defaults, so that a worker parses no HOCON: that was a fifth of its start. A native worker has nothing else
/// (NativeSubstitutions.xml takes Akka's reading of its defaults out); on a managed one Akka lays its defaults below.
/// </summary>
internal static class WorkerConfig
{
    private const string SerializersPath = "akka.actor.serializers";
    private const string BindingsPath = "akka.actor.serialization-bindings";
    private const string IdentifiersPath = "akka.actor.serialization-identifiers";

    // What a worker may send is decided by the server (AdmittedKinds); each type that is bound costs its start a search by name.
    private static readonly string[] NeverSent = ["bytes", "proto"];
    // Akka wants each type to exist that has a number, and those of serializers that are left out do not in a native worker.
    private static readonly string[] NeverNumbered =
    [
        "Akka.Serialization.ByteArraySerializer, Akka",
        "Akka.Serialization.NewtonSoftJsonSerializer, Akka",
        "Akka.Remote.Serialization.ProtobufSerializer, Akka.Remote",
    ];

    // The worker binds these types itself (ProtocolSerializer.Setup).
    private const string ActorServer = "actor-server";
    private const string Misc = "akka-misc";
    private static readonly string[] MiscThatIsSent =
        ["Akka.Remote.RemoteWatcher+Heartbeat, Akka.Remote", "Akka.Remote.RemoteWatcher+HeartbeatRsp, Akka.Remote"];

    /// <summary>What all workers have in common, as one line of text that <see cref="Read"/> understands.</summary>
    /// <param name="directory">Where the server's socket lies.</param>
    public static byte[] Prepare(string directory)
    {
        var config = EmbeddedConfig.Read("worker.conf")
            .WithFallback(ConfigurationFactory.ParseString(TimerScheduler.AkkaConfig))
            .WithFallback(RemotingConfig.ForWorker(directory))
            .WithFallback(ConfigurationFactory.FromResource("Akka.Remote.Configuration.Remote.conf", typeof(RemoteActorRefProvider).Assembly))
            .WithFallback(ConfigurationFactory.Default());
        return ConfigText.Write(config, (path, value) => !IsLeftOut(path, value));
    }

    /// <summary>The configuration of one worker.</summary>
    /// <param name="prepared">What the server prepared.</param>
    /// <param name="hostName">The name under which the server has admitted this worker. Never used twice.</param>
    /// <param name="secret">What the server has admitted it with.</param>
    /// <exception cref="FormatException">It is not what <see cref="Prepare"/> made.</exception>
    public static Config Read(ReadOnlySpan<byte> prepared, string hostName, string secret)
    {
        try
        {
            var root = ConfigText.Read(prepared);
            var transport = root.GetObject().GetKey("akka").GetObject().GetKey("remote").GetObject().GetKey("unix-socket").GetObject();
            transport.Items["host-name"] = ConfigText.Literal(hostName);
            transport.Items["secret"] = ConfigText.Literal(secret);
            return new Config(new HoconRoot(root));
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or NullReferenceException or KeyNotFoundException)
        {
            throw new FormatException("The configuration that the server prepared is malformed.", malformed);
        }
    }

    private static bool IsLeftOut(string path, HoconValue value)
    {
        if (path.StartsWith(SerializersPath + ".", StringComparison.Ordinal))
            return IsLeftOut(path[(SerializersPath.Length + 1)..]);
        if (path.StartsWith(IdentifiersPath + ".", StringComparison.Ordinal))
            return NeverNumbered.Contains(path[(IdentifiersPath.Length + 1)..]);
        if (!path.StartsWith(BindingsPath + ".", StringComparison.Ordinal))
            return false;
        var serializer = value.GetString();
        return IsLeftOut(serializer) || (serializer == Misc && !MiscThatIsSent.Contains(path[(BindingsPath.Length + 1)..]));
    }

    private static bool IsLeftOut(string serializer) => serializer == ActorServer || NeverSent.Contains(serializer);
}
