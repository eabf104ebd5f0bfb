using ActorServer.Protocol.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace ActorServer.Protocol.Tests.Remoting;

/// <summary>What a worker has in code is what its server has by configuration; an upgrade of Akka may change that.</summary>
public class WorkerSerializationSpec : ServerAndWorker
{
    private readonly IReadOnlyList<SerializerDetails> _details;

    public WorkerSerializationSpec() => _details = [.. WorkerSerialization.Setup.CreateSerializers((ExtendedActorSystem)Sys)];

    [Fact]
    public void A_worker_should_write_everything_as_its_server_does()
    {
        var worker = StartWorker();
        Assert.All(_details.SelectMany(details => details.UseFor), type =>
            Assert.Equal(Named(Sys.Serialization.FindSerializerForType(type)), Named(worker.Sys.Serialization.FindSerializerForType(type))));
    }

    [Fact]
    public void It_should_stay_so_when_an_extension_adds_configuration()
    {
        var worker = StartWorker();
        worker.Sys.Settings.InjectTopLevelFallback("an-extension.key = value");
        Assert.All(_details, details => Assert.All(details.UseFor, type =>
            Assert.Equal(Named(details.Serializer), Named(worker.Sys.Serialization.FindSerializerForType(type)))));
    }

    [Fact]
    public void A_worker_should_refuse_what_is_not_bound() =>
        Assert.IsType<RefusingSerializer>(StartWorker().Sys.Serialization.FindSerializerForType(typeof(WorkerSerializationSpec)));

    private static (string? Type, int Identifier) Named(Serializer serializer) => (serializer.GetType().FullName, serializer.Identifier);
}
