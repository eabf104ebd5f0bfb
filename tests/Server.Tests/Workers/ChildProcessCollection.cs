namespace ActorServer.Server.Tests.Workers;

/// <summary>Tests that count what the whole process has open or running: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ChildProcessCollection
{
    public const string Name = "child processes, alone";
}
