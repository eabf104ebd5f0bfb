namespace ActorServer.UnixSocket.Tests;

/// <summary>Tests that count what the process holds run while no others do.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public sealed class AloneInTheProcess;
