using System.Runtime.InteropServices;
using ActorServer.Native.Calls;
using ActorServer.Native.Sockets;

namespace ActorServer.Serving.Legs;

/// <summary>One of a pump's two connections, and what the kernel has said of it. A change is said once, so all of it is kept here.</summary>
internal sealed class PumpEnd(SafeHandle handle)
{
    /// <summary>What is asked of the kernel.</summary>
    public const EpollEvents Asked = EpollEvents.Input | EpollEvents.Urgent | EpollEvents.Room | EpollEvents.EndOfInput | EpollEvents.OnChange;

    private const EpollEvents Over = EpollEvents.Error | EpollEvents.HangUp;

    // After these a read that is short has not shown that there is no more.
    private const EpollEvents MoreThanBytes = EpollEvents.Urgent | EpollEvents.EndOfInput | Over;

    private bool _hasMoreThanBytes;

    /// <summary>Its descriptor.</summary>
    public SafeHandle Handle { get; } = handle;

    /// <summary>There may be input.</summary>
    public bool HasInput { get; private set; }

    /// <summary>There may be room to write.</summary>
    public bool HasRoom { get; private set; }

    /// <summary>The connection is lost. Input that had come before can still be read, and so can the peer's end-of-file.</summary>
    public bool IsLost { get; private set; }

    /// <summary>
    /// It was lost before the peer had ended its output. The kernel says so once, to whichever call comes first; afterwards the input looks
    /// as if it had ended.
    /// </summary>
    public bool IsCut { get; private set; }

    /// <summary>Takes in what the kernel says.</summary>
    /// <param name="events">What it says.</param>
    /// <param name="isOutputOver">Nobody writes to it any more, so that it ends when its peer does.</param>
    public void Happened(EpollEvents events, bool isOutputOver)
    {
        HasInput |= (events & (EpollEvents.Input | MoreThanBytes)) != 0;
        HasRoom |= (events & (EpollEvents.Room | Over)) != 0;
        _hasMoreThanBytes |= (events & MoreThanBytes) != 0;
        // Whoever else has the connection may have read the error.
        IsLost |= (events & (isOutputOver ? EpollEvents.Error : Over)) != 0;
    }

    /// <summary>A read got less than it asked for.</summary>
    public void ReadShort() => HasInput &= _hasMoreThanBytes;

    /// <summary>A read found nothing.</summary>
    public void ReadNothing() => HasInput = false;

    /// <summary>A write could not write it all.</summary>
    public void WroteShort() => HasRoom = false;

    /// <summary>A call has failed, or the peer is silent: it is lost, and whoever reads finds out.</summary>
    /// <param name="error">The errno. EPIPE alone may come after the peer's end-of-file.</param>
    public void Lose(int error)
    {
        IsLost = true;
        IsCut |= error != Errno.EPIPE;
        HasInput = true;
    }
}
