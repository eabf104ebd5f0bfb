using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Remote;
using Akka.Remote.Serialization;
using Akka.Serialization;

namespace ActorServer.Protocol.Serialization;

/// <summary>
/// The serializers of a worker's actor system and what is bound to them: what the server's configuration says by names, said in
/// code. A name is searched for, and what is created by name is reflected upon, both of which is felt at a worker's start.
/// </summary>
internal static class WorkerSerialization
{
    /// <summary>
    /// For the actor system's creation. It asks for it again whenever an extension brings configuration along. Bound is what a worker
    /// may send (AdmittedKinds); the other serializers are for reading what the server sends.
    /// </summary>
    public static SerializationSetup Setup { get; } = SerializationSetup.Create(system =>
    {
        var ours = new ProtocolSerializer(system);
        return
        [
            SerializerDetails.Create("actor-server", ours, [.. ours.Types]),
            SerializerDetails.Create("akka-containers", new MessageContainerSerializer(system), [typeof(ActorSelectionMessage)]),
            SerializerDetails.Create("akka-misc", new MiscMessageSerializer(system), [typeof(RemoteWatcher.Heartbeat), typeof(RemoteWatcher.HeartbeatRsp)]),
            SerializerDetails.Create("akka-system-msg", new SystemMessageSerializer(system), [typeof(SystemMessage)]),
            SerializerDetails.Create("daemon-create", new DaemonMsgCreateSerializer(system), []),
            SerializerDetails.Create("primitive", Primitives(system), [typeof(string), typeof(int), typeof(long)]),
        ];
    });

    private static PrimitiveSerializers Primitives(ExtendedActorSystem system) =>
        new(system, system.Settings.Config.GetConfig("akka.actor.serialization-settings.primitive"));
}
