namespace ActorServer.Native.Descriptors;

/// <summary>What poll(2) says of a connected socket at a moment.</summary>
/// <param name="HasRoom">A write would be taken, or fail.</param>
/// <param name="InputEnded">The peer has closed its sending side.</param>
/// <param name="IsClosed">It is closed both ways.</param>
/// <param name="HasError">An error waits to be read, as after a reset.</param>
internal readonly record struct PolledState(bool HasRoom, bool InputEnded, bool IsClosed, bool HasError);
