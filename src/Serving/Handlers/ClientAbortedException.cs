using System.Diagnostics.CodeAnalysis;

namespace ActorServer.Serving.Handlers;

/// <summary>Thrown by a handler on a stream that wants its client to be reset, and has not failed.</summary>
[SuppressMessage("Design", "CA1032", Justification = "It has nothing to say but itself.")]
internal sealed class ClientAbortedException() : Exception("The handler has aborted the connection.");
