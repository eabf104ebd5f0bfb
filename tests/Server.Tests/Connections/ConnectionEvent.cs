namespace ActorServer.Server.Tests.Connections;

/// <summary>What can happen to a connection, in any order.</summary>
internal enum ConnectionEvent
{
    HandlerRegisters,
    HandlerReads,
    HandlerWrites,
    HandlerCloses,
    HandlerAborts,
    HandlerFails,
    HandlerStops,
    HandlerIsGone,
    SocketIsLent,
    StreamIsServed,
    StreamFails,
    WorkerIsAssigned,
    WorkerGetsSocket,
    WorkerTakesNothing,
    WorkerEnds,
    WorkerEndsInSilence,
    WorkerIsReset,
    WorkerAborts,
    WorkerFails,
    WorkerDies,
    WorkerIsUnavailable,
    ClientSends,
    ClientEndsItsSide,
    ClientResets,
    DeadlineIsChecked,
    ServerDrains,
    ServerCutsOff,
    AllIsHeard,
}
