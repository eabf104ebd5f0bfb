namespace ActorServer;

/// <summary>On which thread a <see cref="StreamHandler"/> runs whose socket is lent to it.</summary>
public enum StreamRunsOn
{
    /// <summary>On a thread that is made for it. Its actor goes on hearing messages, so it may have any dispatcher.</summary>
    OwnThread,

    /// <summary>On its actor's thread, which the handler may block: the actor's dispatcher must give each actor a thread. The actor hears nothing meanwhile.</summary>
    ActorThread,

    /// <summary>
    /// On its actor's dispatcher, which others share and which the handler must not block: for handlers marked
    /// <see cref="NonBlockingAttribute"/>. The actor hears nothing meanwhile.
    /// </summary>
    ActorDispatcher,
}
