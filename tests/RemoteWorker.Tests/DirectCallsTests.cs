using System.Xml.Linq;
using ActorServer.Handlers;
using ActorServer.Native.Calls;
using ActorServer.Tests.Shared;

namespace ActorServer.RemoteWorker.Tests;

/// <summary>
/// The build file for workers names each function of the C library that ActorServer.Native declares, so that it is linked in where a
/// worker calls it. One that is forgotten works, and costs each worker the search for the library when it is first called.
/// </summary>
public sealed class DirectCallsTests
{
    // macOS alone has it.
    private static readonly string[] NotOnLinux = ["disconnectx"];

    [Fact]
    public void Every_function_of_the_C_library_that_is_declared_is_linked_in() =>
        Assert.Equal(Declared().Distinct().Except(NotOnLinux).Order(StringComparer.Ordinal), LinkedIn().Order(StringComparer.Ordinal));

    // macOS passes its third argument in two ways.
    [Fact]
    public void Each_is_declared_once() =>
        Assert.Equal(["fcntl"], Declared().CountBy(name => name).Where(count => count.Value > 1).Select(count => count.Key));

    [Fact]
    public void Nothing_else_in_a_worker_declares_any() =>
        Assert.Empty(SystemCalls.DeclaredElsewhere(typeof(RemoteWorkerHost).Assembly, typeof(EchoHandler).Assembly));

    private static IEnumerable<string> Declared() =>
        SystemCalls.DeclaredBy(typeof(Libc).Assembly).Where(import => import.Value == "libc").Select(import => import.EntryPoint!);

    private static IEnumerable<string> LinkedIn()
    {
        using var xml = typeof(DirectCallsTests).Assembly.GetManifestResourceStream("LinkedCalls.targets")!;
        return [.. XDocument.Load(xml).Descendants("DirectPInvoke")
            .SelectMany(element => element.Attribute("Include")!.Value.Split(';'))
            .Select(function => function["libc!".Length..])];
    }
}
