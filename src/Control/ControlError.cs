namespace ActorServer.Control;

/// <summary>Why a command did not do what it should: one line for standard error; the exit code is 1.</summary>
internal sealed class ControlError(string message) : Exception(message.ReplaceLineEndings(" "));
