using System.Reflection;
using System.Runtime.InteropServices;
using System.Xml.Linq;
using ActorServer.Protocol.Bootstrap;

namespace ActorServer.RemoteWorker.Tests;

/// <summary>
/// The build file for workers names each function of the C library, which links it in. One that is forgotten works, and costs each
/// worker the search for the library when it is first called.
/// </summary>
public sealed class DirectCallsTests
{
    // macOS alone has it.
    private static readonly string[] NotOnLinux = ["disconnectx"];

    private const BindingFlags Own = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    [Fact]
    public void Every_function_of_the_C_library_that_is_called_is_linked_in() =>
        Assert.Equal(Called().Except(NotOnLinux).Order(StringComparer.Ordinal), LinkedIn().Order(StringComparer.Ordinal));

    private static IEnumerable<string> Called() =>
        new[] { typeof(WorkerBootstrap).Assembly, typeof(RemoteWorkerHost).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetMethods(Own))
            .Select(method => method.GetCustomAttribute<DllImportAttribute>())
            .OfType<DllImportAttribute>()
            .Where(import => import.Value == "libc")
            .Select(import => import.EntryPoint!)
            .Distinct();

    private static IEnumerable<string> LinkedIn()
    {
        using var xml = typeof(DirectCallsTests).Assembly.GetManifestResourceStream("ActorServer.RemoteWorker.targets")!;
        return [.. XDocument.Load(xml).Descendants("DirectPInvoke")
            .SelectMany(element => element.Attribute("Include")!.Value.Split(';'))
            .Select(function => function["libc!".Length..])];
    }
}
