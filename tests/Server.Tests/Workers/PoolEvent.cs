namespace ActorServer.Server.Tests.Workers;

/// <summary>What happens to a pool of workers.</summary>
internal enum PoolEvent
{
    Start,
    Ready,
    Assign,
    Over,
    End,
    Gone,
    DiedIdle,
    Retire,
    Grows,
    TimePasses,
}
