using System.Runtime.Serialization;
using ActorServer.Protocol.Serialization;
using Akka.Actor;

namespace ActorServer.Protocol.Inbound;

/// <summary>The path of a recipient as Akka.Remote will understand it: parsed by the same parser.</summary>
internal static class RecipientPath
{
    /// <summary>A recipient lies at most so deep; this server's actors are far less deep.</summary>
    public const int MaxSteps = 32;

    /// <summary>The path without address and uid; null if it is another system's, or has a step that leads elsewhere.</summary>
    public static string? Of(ReadOnlySpan<byte> recipient, string localPrefix)
    {
        if (recipient.Length > AkkaActorRef.MaxPathLength)
            throw TooLong();
        var text = ProtobufReader.Text(recipient);
        if (!text.StartsWith(localPrefix, StringComparison.Ordinal) || text.AsSpan(localPrefix.Length) is not ['/', ..])
            return null;
        try
        {
            if (!ActorPath.TryParse(text, out var path) || !path.Elements.All(IsPlain))
                return null;
            return path.Elements.Count <= MaxSteps ? "/" + string.Join('/', path.Elements.Where(element => element.Length > 0)) : throw TooLong();
        }
        catch (FormatException fault)
        {
            throw new SerializationException("A recipient has a path that cannot be parsed.", fault);
        }
    }

    /// <summary>Says that a path is beyond <see cref="AkkaActorRef.MaxPathLength"/> or <see cref="MaxSteps"/>.</summary>
    public static SerializationException TooLong() => new($"A recipient's path has more than {AkkaActorRef.MaxPathLength} bytes or {MaxSteps} steps.");

    // Akka follows ".." to the parent.
    public static bool IsPlain(string element) => element is not ("." or "..") && !element.Contains('/', StringComparison.Ordinal) && !element.Contains('#', StringComparison.Ordinal);
}
