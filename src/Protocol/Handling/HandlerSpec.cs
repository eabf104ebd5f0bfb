namespace ActorServer.Protocol.Handling;

/// <summary>The handler of a service, checked and loaded.</summary>
/// <param name="Name">As the configuration names it.</param>
/// <param name="Type">Its type, in this process.</param>
/// <param name="TypeName">What <see cref="HandlerLoader"/> finds it by, in any process.</param>
/// <param name="Path">Where its assembly lies, absolute; null for one that lies beside the executable.</param>
/// <param name="Settings">Its own settings as HOCON, which travels as it is; empty for none.</param>
internal sealed record HandlerSpec(string Name, Type Type, string TypeName, string? Path, string Settings);
