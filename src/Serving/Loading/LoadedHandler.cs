namespace ActorServer.Serving.Loading;

/// <summary>A handler's type as this process has it, and its kind. Whoever needs the kind asks for it here.</summary>
/// <param name="Type">The type.</param>
/// <param name="Kind">What it is written as.</param>
internal sealed record LoadedHandler(Type Type, HandlerKind Kind)
{
    /// <summary>A type that is known to be a handler.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static LoadedHandler Of(Type type) =>
        KindOf(type) is { } kind ? new LoadedHandler(type, kind) : throw new ArgumentException($"{type} is not a handler", nameof(type));

    /// <summary>The kind; null for a type that cannot be a handler.</summary>
    public static HandlerKind? KindOf(Type type) => type.IsAbstract || type.ContainsGenericParameters ? null : HandlerKinds.Of(type);
}
