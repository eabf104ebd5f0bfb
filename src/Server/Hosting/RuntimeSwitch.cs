namespace ActorServer.Server.Hosting;

/// <summary>Something for which the .NET runtime asks its environment once, when it starts.</summary>
/// <param name="Purpose">What it does, after "to".</param>
/// <param name="Variables">What the environment has to say for that.</param>
/// <param name="ByHand">How whoever starts the server says it.</param>
/// <param name="Otherwise">The setting with which it is not needed.</param>
internal sealed record RuntimeSwitch(string Purpose, IReadOnlyDictionary<string, string> Variables, string ByHand, string Otherwise);
