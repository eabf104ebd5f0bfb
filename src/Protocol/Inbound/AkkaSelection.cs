using System.Runtime.Serialization;
using System.Text;
using ActorServer.Protocol.Serialization;

namespace ActorServer.Protocol.Inbound;

/// <summary>
/// A message by actor selection, SelectionEnvelope { payload = 1, pattern = 2 } with Selection { type = 1, matcher = 2 }. Only
/// one that names each step is read; one with wildcards or steps upwards is refused.
/// </summary>
internal ref struct AkkaSelection
{
    private const int PayloadField = 1;
    private const int PatternField = 2;
    private const int TypeField = 1;
    private const int MatcherField = 2;
    private const int ChildName = 2;

    public string Path { get; private set; }

    public AkkaPayload Payload { get; private set; }

    public static AkkaSelection Read(ReadOnlySpan<byte> bytes)
    {
        var selection = default(AkkaSelection);
        var path = new StringBuilder();
        var hasPayload = false;
        var steps = 0;
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case PayloadField when !hasPayload:
                    hasPayload = true;
                    selection.Payload = AkkaPayload.Read(reader.ReadBytes());
                    break;
                case PatternField:
                    path.Append('/').Append(ReadStep(reader.ReadBytes()));
                    if (++steps > RecipientPath.MaxSteps || path.Length > AkkaActorRef.MaxPathLength)
                        throw RecipientPath.TooLong();
                    break;
                default:
                    throw OnceOnly.Unknown(reader.Field);
            }
        }

        selection.Path = path.ToString();
        return selection;
    }

    private static string ReadStep(ReadOnlySpan<byte> bytes)
    {
        var type = 0;
        var name = "";
        var fields = new OnceOnly();
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            switch (fields.Meet(reader.Field))
            {
                case TypeField:
                    type = reader.ReadInt32();
                    break;
                case MatcherField:
                    name = reader.ReadString();
                    break;
                default:
                    throw OnceOnly.Unknown(reader.Field);
            }
        }

        return type == ChildName && RecipientPath.IsPlain(name) ? name : throw new SerializationException("A selection has a step that is not a name.");
    }
}
