using ActorServer.Protocol.Remoting;
using ActorServer.Server.Isolation;
using ActorServer.Server.Settings;
using ActorServer.Server.Workers;
using ActorServer.Serving.Handlers;
using ActorServer.Serving.Loading;
using ActorServer.Serving.Services;
using Akka.Actor;
using Akka.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServer.Server.Tests.Isolation;

/// <summary>Backends and their settings, without a configuration.</summary>
internal static class TestBackends
{
    /// <summary>A block without keys, of a built-in backend or one of the tests'.</summary>
    public static BackendSettings Settings(string name, Type type, BackendDescription? description = null) =>
        new(name, Backends.BuiltIn.FirstOrDefault(kind => kind.Class == type) ?? new BackendKind(null, type, description ?? new BackendDescription(), _ => Props.None), Config.Empty);

    /// <summary>What a backend is constructed with.</summary>
    public static BackendContext Context(string name, string block, LoadedHandler handler) =>
        new("default", name, ConfigurationFactory.ParseString(block), () => HandlerProducer.Props(handler, "", HandlerServices.None, "default"), handler.Kind);

    /// <summary>A handler of the tests', which a worker loads from where it lies.</summary>
    public static HandlerSpec Handler<THandler>()
    {
        var type = typeof(THandler);
        return new HandlerSpec(type.Name, LoadedHandler.Of(type), $"{type.FullName}, {type.Assembly.GetName().Name}", type.Assembly.Location, "");
    }

    /// <summary>Workers on the .NET runtime that have the handler of the contract. What they print nobody hears.</summary>
    public static WorkerSetup Managed(ProcessSettings settings, ILogger? log = null) => Workers(Handler<ContractHandler>(), WorkerExecutable.Managed, settings, log);

    /// <summary>A backend of processes with these settings, of which nobody hears.</summary>
    public static Props Process(HandlerSpec handler, WorkerExecutable executable, ProcessSettings settings) => Process(Workers(handler, executable, settings));

    /// <summary>A backend of processes.</summary>
    public static Props Process(WorkerSetup setup) => Props.Create<ProcessBackend>(Context("process", "", setup.Handler.Here), setup);

    private static WorkerSetup Workers(HandlerSpec handler, WorkerExecutable executable, ProcessSettings settings, ILogger? log = null) => new(
        "default", WorkerCommand.For(executable, settings), WorkerConfig.Prepare(), handler, settings, ActorRefs.Nobody, _ => { }, log ?? NullLogger.Instance);
}
