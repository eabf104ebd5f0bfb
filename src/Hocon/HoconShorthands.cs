namespace ActorServer.Hocon;

/// <summary>Blocks that may be written as one value, which is then that of one of their keys: <c>handler = echo</c>.</summary>
/// <param name="key">The key that a value at a path stands for; null where a value is a value.</param>
internal sealed class HoconShorthands(Func<IReadOnlyList<string>, string?> key)
{
    public static HoconShorthands None { get; } = new(_ => null);

    public string? KeyFor(IReadOnlyList<string> path) => key(path);
}
