using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Loader;

namespace ActorServer.Serving.Loading;

/// <summary>
/// Handlers that are a <c>ConnectionHandler</c> of ASP.NET Core's. They are known by the name of that class, and adapted by an assembly that
/// is loaded beside the ASP.NET Core that the handler itself has, and for such a handler alone: nobody else needs ASP.NET Core.
/// </summary>
internal static class ConnectionHandlers
{
    /// <summary>The class that they derive from.</summary>
    public const string BaseClass = "Microsoft.AspNetCore.Connections.ConnectionHandler";

    private const string Adapting = "ActorServer.AspNetCore";
    private const string AdapterType = $"{Adapting}.ConnectionHandlerAdapter";

    // As static as the code that was compiled in.
    private static IAdaptsConnectionHandlers? _registered;

    /// <summary>Whether a class is one.</summary>
    public static bool IsOne(Type type)
    {
        for (var ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (ancestor.FullName == BaseClass)
                return true;
        }

        return false;
    }

    /// <summary>Takes the adapter that this program brings along, for handlers that it brings along too.</summary>
    public static void Register(IAdaptsConnectionHandlers adapter) => _registered = adapter;

    /// <summary>What adapts this one.</summary>
    /// <exception cref="HandlerLoadException">There is nothing that could.</exception>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A native program has registered it.")]
    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "A native program has registered it.")]
    public static IAdaptsConnectionHandlers AdapterOf(Type handler)
    {
        var context = AssemblyLoadContext.GetLoadContext(handler.Assembly) ?? AssemblyLoadContext.Default;
        if (_registered is { } registered && context == AssemblyLoadContext.Default)
            return registered;
        try
        {
            var type = context.LoadFromAssemblyName(new AssemblyName(Adapting)).GetType(AdapterType, throwOnError: true)!;
            return (IAdaptsConnectionHandlers)Activator.CreateInstance(type)!;
        }
        catch (Exception failure) when (failure is IOException or BadImageFormatException or TypeLoadException or InvalidCastException)
        {
            throw new HandlerLoadException($"{handler.FullName} derives from {BaseClass}, and {Adapting}, which runs those, cannot be loaded: {failure.Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>Whether an assembly of this name is the adapting one, of which each plugin has a copy for its own ASP.NET Core.</summary>
    public static bool IsAdapting(string assembly) => assembly == Adapting;

    /// <summary>The file of the adapting assembly, which fits this process's own assemblies; null if the process has none.</summary>
    public static string? AdaptingFile() => Array.Find(
        [Path.Combine(AppContext.BaseDirectory, "aspnetcore", Adapting + ".dll"), Path.Combine(AppContext.BaseDirectory, Adapting + ".dll")], File.Exists);
}
