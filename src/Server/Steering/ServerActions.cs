using ActorServer.Monitoring;

namespace ActorServer.Server.Steering;

/// <summary>What of the server can be steered and is not its services'.</summary>
/// <param name="Stop">Stops it as a first SIGTERM does, and with the next call as a second one.</param>
/// <param name="SetLogLevel">Sets the level of the log, or of a category of it.</param>
/// <param name="DrainTimeout">How long clients may go on.</param>
internal sealed record ServerActions(Func<ControlOutcome> Stop, Func<string?, string, ControlOutcome> SetLogLevel, TimeSpan DrainTimeout);
