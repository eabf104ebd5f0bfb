using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Akka.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ActorServer.Serving.Loading;

/// <summary>
/// The public constructor by which a handler is made: the only one there is, or of several the one that is marked
/// <see cref="ActivatorUtilitiesConstructorAttribute"/>, else the one with the settings alone, else the one without arguments. What it
/// takes beside the settings, a <see cref="Config"/>, are services.
/// </summary>
internal sealed class HandlerConstructor
{
    private HandlerConstructor(ConstructorInfo constructor)
    {
        var parameters = constructor.GetParameters();
        TakesSettings = parameters.Any(IsSettings);
        Services = [.. parameters.Where(parameter => !IsSettings(parameter))];
    }

    /// <summary>Whether it takes the handler's settings.</summary>
    public bool TakesSettings { get; }

    /// <summary>The parameters for which there have to be services; often none.</summary>
    public IReadOnlyList<ParameterInfo> Services { get; }

    /// <summary>The constructor of a handler.</summary>
    /// <exception cref="HandlerLoadException">It has none, or nothing says which.</exception>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Handlers are registered by KnownHandlers.Add, which keeps their constructors, or compiled in whole.")]
    public static HandlerConstructor Of(Type handler)
    {
        var all = handler.GetConstructors();
        var chosen = all is [var only]
            ? only
            : Array.Find(all, constructor => constructor.IsDefined(typeof(ActivatorUtilitiesConstructorAttribute)))
                ?? handler.GetConstructor([typeof(Config)])
                ?? handler.GetConstructor(Type.EmptyTypes);
        return chosen is not null ? new HandlerConstructor(chosen) : throw Unclear(handler, all.Length);
    }

    private static bool IsSettings(ParameterInfo parameter) => parameter.ParameterType == typeof(Config);

    private static HandlerLoadException Unclear(Type handler, int count) => new(count == 0
        ? $"{handler.FullName} needs a public constructor: without arguments, or with its settings, of type {typeof(Config).FullName}, and with services"
        : $"{handler.FullName} has {count} public constructors and nothing says which one makes it: leave one, or mark it [ActivatorUtilitiesConstructor]");
}
