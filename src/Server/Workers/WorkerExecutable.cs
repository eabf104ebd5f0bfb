using ActorServer.Serving.Loading;


namespace ActorServer.Server.Workers;

/// <summary>
/// The program that a service's workers run: the native build, which starts many times cheaper and knows the built-in
/// handlers; the managed build, which loads any handler; the program in which the server is embedded; or another one of the user's own.
/// </summary>
/// <param name="Kind"><c>native</c>, <c>managed</c>, <c>self</c> or <c>own</c>.</param>
/// <param name="Path">The file, absolute.</param>
internal sealed record WorkerExecutable(string Kind, string Path)
{
    public const string Auto = "auto";
    public const string NativeKind = "native";
    public const string ManagedKind = "managed";
    public const string SelfKind = "self";

    private const string OwnKind = "own";
    private const string BuiltIn = ", ActorServer.Handlers";

    /// <summary>The native worker, where it was built.</summary>
    public static WorkerExecutable Native { get; } = new(NativeKind, Beside("native", "remote-worker"));

    /// <summary>The worker that runs on the .NET runtime.</summary>
    public static WorkerExecutable Managed { get; } = new(ManagedKind, Beside("remote-worker"));

    /// <summary>What stands between the file and its end: the assembly, where the file is <c>dotnet</c>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The program that runs the workers of a service with this handler.</summary>
    public static WorkerExecutable For(ProcessSettings settings, HandlerSpec handler) => settings.Executable == SelfKind
        ? settings.Self ?? throw new InvalidOperationException("Nobody has said which program embeds the server.")
        : For(settings.Executable, handler);

    /// <summary>What any other value of <c>executable</c>, checked before, means for a service with this handler.</summary>
    public static WorkerExecutable For(string setting, HandlerSpec handler) => setting switch
    {
        Auto => KnowsNatively(handler) && File.Exists(Native.Path) ? Native : Managed,
        NativeKind => Native,
        ManagedKind => Managed,
        _ => new(OwnKind, setting),
    };

    /// <summary>Whether a value of <c>executable</c> is the path of a worker of the user's own.</summary>
    public static bool IsOwn(string setting) => setting is not (Auto or NativeKind or ManagedKind or SelfKind);

    /// <summary>Whether the native worker has the handler compiled in.</summary>
    public static bool KnowsNatively(HandlerSpec handler) =>
        handler.Path is null && handler.TypeName.EndsWith(BuiltIn, StringComparison.Ordinal);

    private static string Beside(params string[] parts) => System.IO.Path.Combine([AppContext.BaseDirectory, .. parts]);
}
