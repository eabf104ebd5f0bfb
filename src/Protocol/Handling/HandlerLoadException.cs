namespace ActorServer.Protocol.Handling;

/// <summary>A handler cannot be used: its type, its settings or its preparation. The message says in one line which, where and why.</summary>
internal sealed class HandlerLoadException(string message) : Exception(message);
