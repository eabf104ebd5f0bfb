namespace ActorServer.Server.Connections;

/// <summary>Where the other part of a client is, as its closing record names it.</summary>
/// <param name="Is">What that node is to it: <c>node</c>, which serves it, or <c>front</c>, which has placed it here.</param>
/// <param name="Host">The node's address.</param>
/// <param name="There">The client's id there.</param>
internal sealed record OtherNode(string Is, string Host, string There);
