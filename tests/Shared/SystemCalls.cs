using System.Reflection;
using System.Runtime.InteropServices;

namespace ActorServer.Tests.Shared;

/// <summary>Finds the functions of native libraries that assemblies declare.</summary>
internal static class SystemCalls
{
    private const string Home = "ActorServer.Native";

    private const BindingFlags Own = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>What an assembly declares.</summary>
    public static IEnumerable<DllImportAttribute> DeclaredBy(Assembly assembly) =>
        assembly.GetTypes()
            .SelectMany(type => type.GetMethods(Own))
            .Select(method => method.GetCustomAttribute<DllImportAttribute>())
            .OfType<DllImportAttribute>();

    /// <summary>What is declared outside of ActorServer.Native, by one of these assemblies or by one of ours that they refer to.</summary>
    public static IEnumerable<string> DeclaredElsewhere(params IEnumerable<Assembly> assemblies)
    {
        var seen = new HashSet<string>();
        var open = new Stack<Assembly>(assemblies);
        while (open.TryPop(out var next))
        {
            if (!seen.Add(next.FullName!) || next.GetName().Name == Home)
                continue;
            foreach (var import in DeclaredBy(next))
                yield return $"{next.GetName().Name}: {import.EntryPoint}";
            foreach (var name in next.GetReferencedAssemblies().Where(name => name.Name!.StartsWith("ActorServer.", StringComparison.Ordinal)))
                open.Push(Assembly.Load(name));
        }
    }
}
