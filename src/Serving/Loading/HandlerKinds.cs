namespace ActorServer.Serving.Loading;

/// <summary>The table of what a handler can be written as.</summary>
internal static class HandlerKinds
{
    private static readonly Row[] All =
    [
        new(HandlerKind.Actor, type => type.IsSubclassOf(typeof(ActorHandler)), HasSocket: false),
        new(HandlerKind.Stream, type => type.IsSubclassOf(typeof(StreamHandler)), HasSocket: true),
        new(HandlerKind.Connection, ConnectionHandlers.IsOne, HasSocket: true),
    ];

    /// <summary>What a handler's class has to derive from.</summary>
    public static string Allowed { get; } = $"{typeof(ActorHandler).FullName}, {typeof(StreamHandler).FullName} or {ConnectionHandlers.BaseClass}";

    /// <summary>The kind of a class; null if it is none of a handler's.</summary>
    public static HandlerKind? Of(Type type) => Array.Find(All, row => row.IsOfKind(type))?.Kind;

    /// <summary>Whether handlers of this kind have their client's socket, where it may be had, and not its bytes as messages.</summary>
    public static bool HasSocket(this HandlerKind kind) => All[(int)kind].HasSocket;

    /// <param name="Kind">The kind.</param>
    /// <param name="IsOfKind">Whether a class is of it.</param>
    /// <param name="HasSocket">Whether <see cref="Handlers.StreamHandlerHost"/> is its actor.</param>
    private sealed record Row(HandlerKind Kind, Func<Type, bool> IsOfKind, bool HasSocket);
}
