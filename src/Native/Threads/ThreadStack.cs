using ActorServer.Native.Calls;

namespace ActorServer.Native.Threads;

/// <summary>The stack of the calling thread, which .NET says nothing of.</summary>
internal static unsafe class ThreadStack
{
    // A pthread_attr_t has 56 bytes on Linux and 64 on macOS.
    private const int AttributesSize = 256;

    /// <summary>How large it may become, in bytes; null where the system does not say. pthread_getattr_np(3), Linux.</summary>
    public static long? Size()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var attributes = stackalloc byte[AttributesSize];
        if (Libc.pthread_getattr_np(Libc.pthread_self(), attributes) != 0)
            return null;
        void* lowest;
        nuint size;
        var error = Libc.pthread_attr_getstack(attributes, &lowest, &size);
        _ = Libc.pthread_attr_destroy(attributes);
        return error == 0 ? (long)size : null;
    }
}
