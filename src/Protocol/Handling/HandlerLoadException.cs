namespace ActorServer.Protocol.Handling;

/// <summary>A handler's type cannot be used; the message says in one line which, where and why.</summary>
internal sealed class HandlerLoadException(string message) : Exception(message);
