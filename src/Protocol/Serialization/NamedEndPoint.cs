using System.Net;

namespace ActorServer.Protocol.Serialization;

/// <summary>An end point of which only the text crossed the wire.</summary>
internal sealed class NamedEndPoint(string text) : EndPoint
{
    public override bool Equals(object? obj) => obj is NamedEndPoint other && other.ToString() == text;

    public override int GetHashCode() => text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => text;
}
