using ActorServer.Protocol.Remoting;
using ActorServer.Server.Isolation;
using ActorServer.Server.Settings;
using ActorServer.Server.Workers;
using ActorServer.Serving.Handlers;
using ActorServer.Serving.Loading;
using ActorServer.Serving.Services;
using Akka.Actor;
using Akka.Configuration;
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

    /// <summary>A backend of processes with these settings, of which nobody hears.</summary>
    public static Props Process(HandlerSpec handler, WorkerExecutable executable, ProcessSettings settings) => Process(new WorkerSetup(
        "default", WorkerCommand.For(executable, settings), WorkerConfig.Prepare(), handler, settings, ActorRefs.Nobody, _ => { }, NullLogger.Instance));

    /// <summary>A backend of processes.</summary>
    public static Props Process(WorkerSetup setup) => Props.Create<ProcessBackend>(Context("process", "", setup.Handler.Here), setup);
}
