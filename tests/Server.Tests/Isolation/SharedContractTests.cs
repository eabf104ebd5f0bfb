using System.Reflection;
using ActorServer.Serving.Loading;

namespace ActorServer.Server.Tests.Isolation;

/// <summary>
/// A plugin shares with the server what both must mean the same type by: whatever stands in the public signatures of what a
/// handler or a backend is written against.
/// </summary>
public sealed class SharedContractTests
{
    [Theory]
    [InlineData(typeof(ActorHandler))]
    [InlineData(typeof(IsolationBackend))]
    public void What_the_contract_speaks_of_is_shared(Type contract) =>
        Assert.Empty(Unshared(contract.Assembly.GetExportedTypes().Where(type => type.Namespace == contract.Namespace)));

    [Theory]
    [InlineData("Microsoft.Extensions.Configuration.Abstractions")]
    [InlineData("Microsoft.Extensions.DependencyInjection.Abstractions")]
    [InlineData("Microsoft.Extensions.Logging.Abstractions")]
    [InlineData("Microsoft.Extensions.Options")]
    [InlineData("Microsoft.Extensions.Primitives")]
    public void What_the_shared_abstractions_speak_of_is_shared(string assembly)
    {
        Assert.True(SharedAssemblies.Contains(assembly));
        Assert.Empty(Unshared(Assembly.Load(assembly).GetExportedTypes()));
    }

    private static string[] Unshared(IEnumerable<Type> types) =>
        [.. types.SelectMany(Spoken).SelectMany(Parts).Select(type => type.Assembly).Distinct()
            .Where(assembly => Path.GetDirectoryName(assembly.Location) != Path.GetDirectoryName(typeof(object).Assembly.Location))
            .Select(assembly => assembly.GetName().Name!)
            .Where(name => !SharedAssemblies.Contains(name))];

    private static IEnumerable<Type> Spoken(Type type)
    {
        const BindingFlags Public = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var methods = type.GetMembers(Public).OfType<MethodBase>().Where(method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly);
        return [type, .. type.BaseType is { } ancestor ? new[] { ancestor } : [], .. type.GetInterfaces(),
            .. methods.SelectMany(method => method.GetParameters()).Select(parameter => parameter.ParameterType),
            .. methods.OfType<MethodInfo>().Select(method => method.ReturnType)];
    }

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().Where(argument => !argument.IsGenericParameter).SelectMany(Parts).Append(type)
        : type.IsGenericParameter ? [] : [type];
}
