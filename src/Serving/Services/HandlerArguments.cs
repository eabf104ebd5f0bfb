using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using ActorServer.Serving.Loading;
using Microsoft.Extensions.DependencyInjection;

namespace ActorServer.Serving.Services;

/// <summary>What a handler's constructor asks for, looked at before it is called: so that what is missing is said by its name.</summary>
internal static class HandlerArguments
{
    /// <summary>The first service that a handler asks for and that nobody has registered, in one line; null if none is missing.</summary>
    /// <param name="handler">The handler's type.</param>
    /// <param name="constructor">Its constructor.</param>
    /// <param name="provider">Has the services; null where there are none.</param>
    public static string? FirstMissing(Type handler, HandlerConstructor constructor, IServiceProvider? provider)
    {
        var missing = constructor.Services.FirstOrDefault(parameter => !parameter.HasDefaultValue && !IsRegistered(parameter, provider));
        return missing is null ? null : $"handler {handler.FullName}: no service for {NameOf(missing.ParameterType)} (parameter {missing.Name})";
    }

    /// <summary>Makes each service that a handler asks for.</summary>
    /// <exception cref="HandlerLoadException">One cannot be made; the message names it and says why.</exception>
    public static void Make(Type handler, HandlerConstructor constructor, IServiceProvider provider)
    {
        foreach (var parameter in constructor.Services)
        {
            try
            {
                _ = KeyOf(parameter) is { } keyed
                    ? ((IKeyedServiceProvider)provider).GetKeyedService(parameter.ParameterType, keyed.Key)
                    : provider.GetService(parameter.ParameterType);
            }
            catch (Exception failure)
            {
                MemoryLimit.EndIfReached(failure);
                throw new HandlerLoadException(
                    $"handler {handler.FullName}: the service {NameOf(parameter.ParameterType)} (parameter {parameter.Name}) cannot be made: {HandlerFailed.Because(failure).Error.ReplaceLineEndings(" ")}");
            }
        }
    }

    // A provider that cannot be asked is tried.
    private static bool IsRegistered(ParameterInfo parameter, IServiceProvider? provider) => provider switch
    {
        null => false,
        _ when KeyOf(parameter) is { } keyed =>
            provider.GetService<IServiceProviderIsKeyedService>()?.IsKeyedService(parameter.ParameterType, keyed.Key) ?? true,
        _ => provider.GetService<IServiceProviderIsService>()?.IsService(parameter.ParameterType) ?? true,
    };

    private static FromKeyedServicesAttribute? KeyOf(ParameterInfo parameter) => parameter.GetCustomAttribute<FromKeyedServicesAttribute>();

    // ILogger<MyHandler> rather than ILogger`1.
    [SuppressMessage("Globalization", "CA1307", Justification = "A mark of the runtime's names.")]
    private static string NameOf(Type type) => type.IsGenericType
        ? $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
        : type.Name;
}
