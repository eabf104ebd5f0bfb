namespace ActorServer;

/// <summary>The server is draining, or the handler's worker is to be replaced; a handler may finish what it is doing.</summary>
internal sealed record Draining
{
    public static readonly Draining Instance = new();
}
