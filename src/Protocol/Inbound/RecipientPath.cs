using System.Runtime.Serialization;
using ActorServer.Protocol.Serialization;
using Akka.Actor;

namespace ActorServer.Protocol.Inbound;

/// <summary>The path of a recipient as Akka.Remote will understand it: parsed by the same parser.</summary>
internal static class RecipientPath
{
    /// <summary>The path without address and uid; null if it is another system's, or has a step that leads elsewhere.</summary>
    public static string? Of(ReadOnlySpan<byte> recipient, string localPrefix)
    {
        var text = ProtobufReader.Text(recipient);
        if (!text.StartsWith(localPrefix, StringComparison.Ordinal) || text.AsSpan(localPrefix.Length) is not ['/', ..])
            return null;
        try
        {
            return ActorPath.TryParse(text, out var path) && path.Elements.All(IsPlain) ? "/" + string.Join('/', path.Elements.Where(element => element.Length > 0)) : null;
        }
        catch (FormatException fault)
        {
            throw new SerializationException("A recipient has a path that cannot be parsed.", fault);
        }
    }

    // Akka follows ".." to the parent.
    public static bool IsPlain(string element) => element is not ("." or "..") && !element.Contains('/', StringComparison.Ordinal) && !element.Contains('#', StringComparison.Ordinal);
}
