using Akka.Event;

namespace ActorServer.Protocol.Serialization;

/// <summary>
/// Takes the place of a message that the inbound filter does not deliver but whose number Akka.Remote must see, because
/// later ones wait for it.
/// </summary>
internal sealed record DroppedMessage : IDeadLetterSuppression
{
    public const string Manifest = "X1";

    public static readonly DroppedMessage Instance = new();
}
