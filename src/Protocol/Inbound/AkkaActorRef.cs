using ActorServer.Protocol.Serialization;


namespace ActorServer.Protocol.Inbound;

/// <summary>An actor as Akka.Remote's messages name it, ActorRefData { path = 1 }.</summary>
internal static class AkkaActorRef
{
    /// <summary>
    /// A path, address and uid included, is at most so long; those of server and workers are far shorter. Akka makes an object of each step,
    /// and the sender has chosen how many there are.
    /// </summary>
    public const int MaxPathLength = 1024;

    private const int PathField = 1;

    /// <summary>The path, with address and uid; empty when none is named.</summary>
    public static ReadOnlySpan<byte> ReadPath(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> path = default;
        var fields = new OnceOnly();
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            if (fields.Meet(reader.Field) != PathField)
                throw OnceOnly.Unknown(reader.Field);
            path = reader.ReadBytes();
        }

        return path;
    }

    /// <summary>Whether the path is one of the host with this address, which ends without a slash, and not too long.</summary>
    public static bool IsOn(string address, string path) =>
        path.Length <= MaxPathLength && path.StartsWith(address, StringComparison.Ordinal) && path.AsSpan(address.Length) is ['/', ..];
}
