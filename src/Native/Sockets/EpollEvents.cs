namespace ActorServer.Native.Sockets;

/// <summary>What is asked of a descriptor and what has happened to it: <c>EPOLLIN</c> and the others of epoll_ctl(2).</summary>
[Flags]
internal enum EpollEvents : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>There is input, or its end.</summary>
    Input = 0x1,

    /// <summary>There is input out of band: a read stops where it is, whatever comes after.</summary>
    Urgent = 0x2,

    /// <summary>There is room for output.</summary>
    Room = 0x4,

    /// <summary>An error waits to be read.</summary>
    Error = 0x8,

    /// <summary>Both ways have ended.</summary>
    HangUp = 0x10,

    /// <summary>The peer has ended its output.</summary>
    EndOfInput = 0x2000,

    /// <summary>Said when something changes, and not again while it stays so.</summary>
    OnChange = 1u << 31,
}
