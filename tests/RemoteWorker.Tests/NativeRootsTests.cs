using System.Reflection;
using System.Xml.Linq;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using Akka.IO;
using Akka.IO.Buffers;
using Akka.Remote;
using Akka.Remote.Transport;
using Akka.Routing;
using Akka.Serialization;

namespace ActorServer.RemoteWorker.Tests;

/// <summary>
/// NativeRoots.xml names what Akka creates by reflection and the compiler would leave out of a native worker. After an upgrade
/// of Akka these tests say what it must name besides; bench/own-worker tries it in one.
/// </summary>
public sealed class NativeRootsTests
{
    // Both pull in more than all the rest, and no worker has messages for them (WorkerConfig).
    private static readonly string[] LeftOut =
        ["Akka.Serialization.NewtonSoftJsonSerializer", "Akka.Remote.Serialization.ProtobufSerializer"];

    private static readonly Type[] Bases =
    [
        typeof(ActorBase), typeof(IExtensionId), typeof(MailboxType), typeof(MessageDispatcherConfigurator), typeof(ExecutorServiceConfigurator),
        typeof(RouterConfig), typeof(Serializer), typeof(SupervisorStrategyConfigurator), typeof(FailureDetector), typeof(ITransportAdapterProvider),
        typeof(ILogMessageFormatter), typeof(IActorRefProvider), typeof(IScheduler), typeof(IDnsProvider), typeof(IBufferPool),
    ];

    [Theory]
    [InlineData("Akka")]
    [InlineData("Akka.Remote")]
    public void Whatever_Akka_creates_by_reflection_is_kept_with_its_constructors(string assembly)
    {
        var created = Assembly.Load(assembly).GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } && Array.Exists(Bases, known => known.IsAssignableFrom(type)))
            .Select(type => type.FullName!);

        Assert.Empty(created.Except(Named(assembly)).Except(LeftOut));
    }

    [Theory]
    [InlineData("Akka")]
    [InlineData("Akka.Remote")]
    public void Whatever_it_names_exists(string assembly) =>
        Assert.All(Named(assembly), name => Assert.NotNull(Assembly.Load(assembly).GetType(name)));

    private static IEnumerable<string> Named(string assembly)
    {
        using var xml = typeof(NativeRootsTests).Assembly.GetManifestResourceStream("NativeRoots.xml")!;
        return [.. XDocument.Load(xml).Root!.Elements("assembly")
            .Where(element => element.Attribute("fullname")!.Value == assembly)
            .Elements("type")
            .Select(type => type.Attribute("fullname")!.Value.Replace('/', '+'))];
    }
}
