using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace ActorServer.Serving.Loading;

/// <summary>
/// Finds what a class implements of an interface's static abstract method. By its name: in native code
/// an interface map leads to no code for static methods. Explicit and inherited implementations are found too.
/// </summary>
internal static class StaticImplementation
{
    private const BindingFlags Declared = BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The implementation as a delegate; null if the class does not implement the interface.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Handlers are registered by KnownHandlers.Add, which keeps their methods, or compiled in whole.")]
    public static TDelegate? Find<TDelegate>(Type type, Type contract, string method)
        where TDelegate : Delegate
    {
        if (!type.IsAssignableTo(contract))
            return null;
        var parameters = contract.GetMethod(method)!.GetParameters().Select(parameter => parameter.ParameterType).ToArray();
        for (var declaring = type; declaring is not null; declaring = declaring.BaseType)
        {
            var found = declaring.GetMethod($"{contract.FullName}.{method}", Declared | BindingFlags.NonPublic, parameters)
                ?? declaring.GetMethod(method, Declared | BindingFlags.Public, parameters);
            if (found is not null)
                return found.CreateDelegate<TDelegate>();
        }

        return null;
    }
}
