namespace ActorServer.Serving.Handlers;

/// <summary>Where a <see cref="StreamHandler"/> is run.</summary>
internal enum ServesOn
{
    /// <summary>On a thread made for it; its actor goes on hearing messages.</summary>
    ItsOwnThread,

    /// <summary>On its actor's thread, which is nobody else's. The actor hears nothing meanwhile.</summary>
    TheActorsThread,

    /// <summary>On its actor's dispatcher, which others share and which it does not block. The actor hears nothing meanwhile.</summary>
    TheActorsDispatcher,
}
