using System.Text.Json;
using ActorServer.Threads.Scheduling;
using ActorServer.UnixSocket;
using Akka.Configuration;
using Akka.Configuration.Hocon;
using Akka.Remote;

namespace ActorServer.Protocol.Remoting;

/// <summary>
/// The configuration of a worker's actor system. The server prepares it, once for all workers of a service and complete with
/// Akka's own defaults, so that a worker parses no HOCON: that was a fifth of its start. A native worker has nothing else
/// (EmptiedDefaults.xml takes Akka's reading of its defaults out); on a managed one Akka lays its defaults below.
/// </summary>
internal static class WorkerConfig
{
    private const string SerializersPath = "akka.actor.serializers";
    private const string BindingsPath = "akka.actor.serialization-bindings";
    private const string IdentifiersPath = "akka.actor.serialization-identifiers";

    // A worker's serializers are made and bound in code (WorkerSerialization). What is not bound there is refused, under this name.
    private const string Refusing = "json";
    // A worker has no such transport.
    private const string DotNetty = "akka.remote.dot-netty";
    // Akka wants each type to exist that has a number, and those of serializers that are left out do not in a native worker.
    private static readonly string[] NeverNumbered =
    [
        "Akka.Serialization.ByteArraySerializer, Akka",
        "Akka.Serialization.NewtonSoftJsonSerializer, Akka",
        "Akka.Remote.Serialization.ProtobufSerializer, Akka.Remote",
    ];

    /// <summary>What all workers have in common, as one line of text that <see cref="Read"/> understands.</summary>
    public static byte[] Prepare()
    {
        var config = EmbeddedConfig.Read(typeof(WorkerConfig).Assembly, "worker.conf")
            .WithFallback(ConfigurationFactory.ParseString(TimerScheduler.AkkaConfig))
            .WithFallback(RemotingConfig.ForWorker())
            .WithFallback(ConfigurationFactory.FromResource("Akka.Remote.Configuration.Remote.conf", typeof(RemoteActorRefProvider).Assembly))
            .WithFallback(ConfigurationFactory.Default());
        return ConfigText.Write(config, (path, value) => !IsLeftOut(path, value));
    }

    /// <summary>The configuration of one worker.</summary>
    /// <param name="prepared">What the server prepared.</param>
    /// <param name="hostName">The name under which the server has admitted this worker. Never used twice.</param>
    /// <exception cref="FormatException">It is not what <see cref="Prepare"/> made.</exception>
    public static Config Read(ReadOnlySpan<byte> prepared, string hostName)
    {
        try
        {
            var root = ConfigText.Read(prepared);
            var transport = root.GetObject().GetKey("akka").GetObject().GetKey("remote").GetObject().GetKey("pair").GetObject();
            transport.Items["host-name"] = ConfigText.Literal(hostName);
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
            return path[(SerializersPath.Length + 1)..] != Refusing;
        if (path.StartsWith(BindingsPath + ".", StringComparison.Ordinal))
            return value.GetString() != Refusing;
        return path == DotNetty
            || (path.StartsWith(IdentifiersPath + ".", StringComparison.Ordinal) && NeverNumbered.Contains(path[(IdentifiersPath.Length + 1)..]));
    }
}
