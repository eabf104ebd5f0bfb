using System.Text;
using ActorServer.Protocol.Serialization;

namespace ActorServer.Protocol.Inbound;

/// <summary>
/// Whom a system message is about: WatchData { watchee = 1, watcher = 2 }, DeathWatchNotificationData { actor = 1, … },
/// SuperviseData { child = 1, … }, each with ActorRefData { path = 1 }. The actors that they name are as much part of what
/// is asked for as the recipient is.
/// </summary>
internal static class AkkaSystemMessage
{
    private const int FirstActor = 1;
    private const int Watcher = 2;

    /// <summary>
    /// Whether a host speaks of its own actors only: it watches the recipient itself, in the name of one of its actors; what
    /// has died, or is to be supervised, is one of its actors.
    /// </summary>
    public static bool IsOfItsOwn(AkkaPayload message, ReadOnlySpan<byte> recipient, string hostPrefix)
    {
        var (first, second) = ReadActors(message.Message);
        return IsWatch(message.Manifest)
            ? first.Length <= AkkaActorRef.MaxPathLength && WithoutUid(first) == WithoutUid(Encoding.UTF8.GetString(recipient)) && AkkaActorRef.IsOn(hostPrefix, second)
            : AkkaActorRef.IsOn(hostPrefix, first);
    }

    /// <summary>What the parent and the watchers of a deployed actor hear. A failure comes in ActorServer's own format.</summary>
    public static bool IsHarmless(ReadOnlySpan<byte> manifest) =>
        IsWatch(manifest)
        || manifest.SequenceEqual("Akka.Dispatch.SysMsg.Supervise, Akka"u8)
        || manifest.SequenceEqual("Akka.Dispatch.SysMsg.DeathWatchNotification, Akka"u8);

    /// <summary>Whether the recipient keeps something of it.</summary>
    public static bool IsKept(ReadOnlySpan<byte> manifest) =>
        manifest.SequenceEqual("Akka.Dispatch.SysMsg.Watch, Akka"u8) || manifest.SequenceEqual("Akka.Dispatch.SysMsg.Supervise, Akka"u8);

    private static bool IsWatch(ReadOnlySpan<byte> manifest) =>
        manifest.SequenceEqual("Akka.Dispatch.SysMsg.Watch, Akka"u8) || manifest.SequenceEqual("Akka.Dispatch.SysMsg.Unwatch, Akka"u8);

    private static string WithoutUid(string path) => path.Split('#')[0];

    private static (string First, string Second) ReadActors(ReadOnlySpan<byte> bytes)
    {
        var (first, second) = ("", "");
        var fields = new OnceOnly();
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            // Beyond the actors there are flags, which the actors' own type checks.
            switch (fields.Meet(reader.Field))
            {
                case FirstActor:
                    first = ReadPath(ref reader);
                    break;
                case Watcher when reader.WireType == ProtobufWireType.LengthDelimited:
                    second = ReadPath(ref reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return (first, second);
    }

    private static string ReadPath(ref ProtobufReader reader) => ProtobufReader.Text(AkkaActorRef.ReadPath(reader.ReadBytes()));
}
