using System.Net;
using ActorServer.Server.Configuration;

namespace ActorServer.Server.Arrival;

/// <summary>Who may come in. What is denied is denied, whatever else is allowed; nothing allowed means that all are.</summary>
internal sealed record AccessList(NetworkList Allow, NetworkList Deny)
{
    public static AccessList Everybody { get; } = new(NetworkList.None, NetworkList.None);

    /// <summary>Whether nobody is kept out.</summary>
    public bool IsOff => Allow.IsEmpty && Deny.IsEmpty;

    public static AccessList From(SectionReader section) => new(NetworkList.From(section, "allow"), NetworkList.From(section, "deny"));

    /// <summary>Whether this client may come in.</summary>
    public bool Admits(EndPoint peer) => !Deny.Contains(peer) && (Allow.IsEmpty || Allow.Contains(peer));
}
