using ActorServer.Protocol.Remoting;
using ActorServer.Server.Resources;
using ActorServer.Server.Workers;
using Akka.Actor;

namespace ActorServer.Server.Isolation;

/// <summary>
/// The table of backends. All that differs between them, as the rest of the server sees it, stands here: a new one is a row, or is
/// plugged in and says the same of itself.
/// </summary>
internal static class Backends
{
    private const int DescriptorsOfWorker = 4;

    // Its stack, the page that guards it, and what the C library allocates for it.
    private const int MemoryMapsOfThread = 4;

    /// <summary>Those that come along.</summary>
    public static IReadOnlyList<BackendKind> BuiltIn { get; } =
    [
        new BackendKind("inline", typeof(InlineBackend), new BackendDescription { CannotRun = WhyNotOnAThread }, Local<InlineBackend>),
        new BackendKind("event", typeof(EventBackend), new BackendDescription { CannotRun = WhyNotByEvent }, Local<EventBackend>)
        {
            CheckSettings = section => EventSettings.Check(section),
        },
        new BackendKind("thread", typeof(ThreadBackend), new BackendDescription { Needs = OfThreads, CannotRun = WhyNotOnAThread }, Local<ThreadBackend>)
        {
            CheckSettings = section => ThreadSettings.From(section),
        },
        new BackendKind("process", typeof(ProcessBackend), new BackendDescription { Needs = OfWorkers, HandlersPrepare = PreparationPlace.Worker }, Process)
        {
            ReadWorkers = ProcessSettings.From,
        },
    ];

    /// <summary>What a class has to be to have a row.</summary>
    public static string Allowed { get; } = $"a class that derives from {typeof(IsolationBackend).FullName} and has a public constructor with one {nameof(BackendContext)}";

    /// <summary>The row of a class; null if it is no backend.</summary>
    /// <exception cref="Serving.Loading.HandlerLoadException">It cannot describe itself.</exception>
    public static BackendKind? Of(Type type) => BuiltIn.FirstOrDefault(kind => kind.Class == type) ?? (IsPluggable(type) ? PluggedBackend.Kind(type) : null);

    private static bool IsPluggable(Type type) =>
        type is { IsAbstract: false } && type.IsSubclassOf(typeof(IsolationBackend)) && type.GetConstructor([typeof(BackendContext)]) is not null;

    private static Props Local<TBackend>(BackendParts parts)
        where TBackend : LocalBackend => Props.Create<TBackend>(parts.Context(), parts.Log);

    private static Props Process(BackendParts parts)
    {
        var workers = parts.Workers!;
        var command = WorkerCommand.For(WorkerExecutable.For(workers, parts.Handler), workers);
        var setup = new WorkerSetup(parts.Service, command, WorkerConfig.Prepare(), parts.Handler, workers, ActorRefs.Nobody, parts.Print, parts.Log)
        {
            QueueTimeout = parts.QueueTimeout,
            Certificates = parts.WorkersCertificates,
            Table = parts.Table,
            Logs = parts.WorkersLog,
        };
        return Props.Create<ProcessBackend>(parts.Context(), setup);
    }

    private static string? WhyNotByEvent(HandlerToRun handler)
    {
        var mayBlock = handler.Kind == HandlerKind.Stream
            ? !handler.Type.IsDefined(typeof(NonBlockingAttribute), inherit: true)
            : handler.Type.IsDefined(typeof(MayBlockAttribute), inherit: true);
        return mayBlock ? $"the handler {handler.Name} may block, and in {handler.Isolation} it would hold up all others; thread, process or inline" : null;
    }

    private static string? WhyNotOnAThread(HandlerToRun handler) => handler.Kind == HandlerKind.Connection
        ? $"the handler {handler.Name} is a ConnectionHandler, which has no thread of its own, and {handler.Isolation} runs a handler on one; event or process"
        : null;

    // A loop that reads with a token of its own has another descriptor while it waits, by which the token wakes it.
    private static BackendNeeds OfThreads(BackendLoad load) => new()
    {
        Descriptors = load.Handler == HandlerKind.Stream ? load.Clients : 0,
        Tasks = load.Clients,
        MemoryMaps = MemoryMapsOfThread * (long)load.Clients,
        TasksOfClient = 1,
    };

    private static BackendNeeds OfWorkers(BackendLoad load)
    {
        var workers = load.Settings.GetLong(ProcessSettings.MaxWorkersKey);
        // What a worker has counts one client's thread.
        var moreClients = Math.Min(load.Clients, workers * load.Settings.GetLong("clients-at-once", 1)) - Math.Min(load.Clients, workers);
        return new BackendNeeds
        {
            Descriptors = DescriptorsOfWorker * workers,
            Tasks = (TaskReserve.TasksOfWorker * workers) + moreClients,
            TasksOfClient = TaskReserve.TasksOfWorker,
        };
    }
}
