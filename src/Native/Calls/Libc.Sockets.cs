using System.Runtime.InteropServices;

namespace ActorServer.Native.Calls;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, SetLastError = true)]
    public static partial int socket(int domain, int type, int protocol);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int socketpair(int domain, int type, int protocol, int* ends);

    // .NET's own removes the file of a Unix socket when the socket is closed, whosever it is by then.
    [LibraryImport(Library, SetLastError = true)]
    public static partial int bind(SafeHandle socket, byte* address, uint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int connect(SafeHandle socket, byte* address, uint length);

    // macOS alone has it.
    [LibraryImport(Library, SetLastError = true)]
    public static partial int disconnectx(SafeHandle socket, uint association, uint connection);

    [LibraryImport(Library)]
    public static partial int shutdown(SafeHandle socket, int how);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int getsockopt(SafeHandle socket, int level, int option, void* value, uint* length);

    [LibraryImport(Library)]
    public static partial int setsockopt(SafeHandle socket, int level, int option, void* value, uint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint recv(SafeHandle socket, byte* buffer, nuint length, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint send(SafeHandle socket, byte* buffer, nuint length, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint recvmsg(SafeHandle socket, MessageHeader* message, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint sendmsg(SafeHandle socket, MessageHeader* message, int flags);
}
