namespace ActorServer.Protocol.Bootstrap;

/// <summary>A worker has been started by a server of another version: they do not understand each other.</summary>
/// <param name="server">The server's version.</param>
internal sealed class OtherVersionException(string server) : FormatException(
    $"This worker is of ActorServer {ProtocolVersion.Text}, and the server that has started it is of ActorServer {server}: build both with the same version.");
