using System.Collections.Concurrent;

namespace ActorServer.Serving.Loading;

/// <summary>
/// The handlers that this program has registered, by name. They are found before any assembly is looked for, so that a
/// native worker, whose code is what was compiled in, knows them. As static as that code is.
/// </summary>
internal static class RegisteredHandlers
{
    private static readonly ConcurrentDictionary<string, Type> Types = new(StringComparer.Ordinal);

    /// <summary>The names, in order, as one text.</summary>
    public static string Names => string.Join("; ", Types.Keys.Order(StringComparer.Ordinal));

    public static void Add(Type handler) => Types[$"{handler.FullName}, {handler.Assembly.GetName().Name}"] = handler;

    /// <summary>The handler of this name, or null.</summary>
    public static Type? Find(HandlerTypeName name) => Types.GetValueOrDefault($"{name.Type}, {name.SimpleAssembly}");
}
