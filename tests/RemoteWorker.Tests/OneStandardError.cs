namespace ActorServer.RemoteWorker.Tests;

/// <summary>Tests in which a worker writes to standard error, which the process has once.</summary>
[CollectionDefinition(Name)]
public sealed class OneStandardError
{
    public const string Name = "one standard error";
}
