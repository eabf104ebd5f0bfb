using System.Runtime.Serialization;

namespace ActorServer.Protocol.Inbound;

/// <summary>Remembers which fields of a message were met, and refuses the second of a kind.</summary>
internal struct OnceOnly
{
    private uint _met;

    public int Meet(int field)
    {
        var bit = field < 32 ? 1u << field : throw Unknown(field);
        if ((_met & bit) != 0)
            throw new SerializationException($"Field {field} comes twice.");
        _met |= bit;
        return field;
    }

    public static SerializationException Unknown(int field) => new($"Field {field} is not known.");
}
