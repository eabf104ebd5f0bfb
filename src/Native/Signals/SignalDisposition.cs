using ActorServer.Native.Calls;

namespace ActorServer.Native.Signals;

/// <summary>What a signal does to this process where .NET does not catch it.</summary>
internal static unsafe class SignalDisposition
{
    /// <summary>
    /// sigaction(2), signal(2): gives a signal its default again if it is ignored; a handler stays. True if it was ignored.
    /// .NET respects what whoever started the process has ignored, and catches none of that.
    /// </summary>
    public static bool Unignore(int number)
    {
        // The handler is the first field of struct sigaction.
        var action = stackalloc nint[Libc.OpaqueSize / sizeof(nint)];
        if (Libc.sigaction(number, null, action) != 0 || action[0] != Libc.SIG_IGN)
            return false;
        _ = Libc.signal(number, Libc.SIG_DFL);
        return true;
    }

    /// <summary>Has a signal ignored, also by what this process may execute.</summary>
    public static void Ignore(int number) => _ = Libc.signal(number, Libc.SIG_IGN);
}
