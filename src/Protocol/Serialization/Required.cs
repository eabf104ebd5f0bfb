using System.Runtime.Serialization;

namespace ActorServer.Protocol.Serialization;

/// <summary>Fields without which a message means nothing.</summary>
internal static class Required
{
    public static T Field<T>(T? value)
        where T : class =>
        value ?? throw new SerializationException("A field is missing.");
}
