namespace ActorServer.Server.Tests.Workers;

/// <summary>Tests that count what the whole process has open or running: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneWithChildren
{
    public const string Name = "child processes, alone";
}
