namespace ActorServer.Server.Workers;

/// <summary>Why a worker gets no new clients, in the words of operators. It ends when those that it has have ended.</summary>
internal static class RetireReason
{
    /// <summary>It has served as many as it may.</summary>
    public const string ClientsPerWorker = "clients-per-worker";

    /// <summary>It is old enough.</summary>
    public const string MaxWorkerAge = "max-worker-age";

    /// <summary>It has grown large enough.</summary>
    public const string RecycleMemory = "recycle-memory";

    /// <summary>A handler in it hangs.</summary>
    public const string HandlerHangs = "handler-hangs";

    /// <summary>An operator, or a signal, has asked it to end.</summary>
    public const string Asked = "asked-to-end";

    /// <summary>It has been killed, and its end has not been seen yet.</summary>
    public const string Killed = "killed";
}
