using ActorServer.Native.Sockets;

namespace ActorServer.Serving.Legs;

/// <summary>Has descriptors in a thread's epoll. Everything is called on that thread.</summary>
internal interface IPumpThreadUser
{
    /// <summary>Something has happened to the descriptor that it has added as this one.</summary>
    void Happened(int which, EpollEvents events);

    /// <summary>Called from time to time.</summary>
    void Tick(long now);

    /// <summary>The thread ends: all is to be released.</summary>
    void End();
}
