using ActorServer.Native.Calls;

namespace ActorServer.Native.Descriptors;

/// <summary>A terminal, tty(4).</summary>
internal static class Terminal
{
    /// <summary>isatty(3).</summary>
    public static bool Is(int descriptor) => Libc.isatty(descriptor) == 1;
}
