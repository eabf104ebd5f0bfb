using System.Runtime.InteropServices;

namespace ActorServer.Native.Calls;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, SetLastError = true)]
    public static partial int execve(byte* path, byte** arguments, byte** environment);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int waitid(int idType, int id, byte* info, int options);

    [LibraryImport(Library)]
    public static partial int getpgrp();

    [LibraryImport(Library)]
    public static partial uint getuid();

    [LibraryImport(Library)]
    public static partial uint geteuid();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int getpwnam_r(string name, void* entry, byte* text, nuint length, void** found);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int getgrnam_r(string name, void* entry, byte* text, nuint length, void** found);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int prlimit(int pid, int resource, ulong* limit, ulong* previous);

    [LibraryImport(Library)]
    public static partial int prctl(int option, nuint value);

    [LibraryImport(Library)]
    public static partial int setrlimit(int resource, ulong* limit);

    [LibraryImport(Library)]
    public static partial int setpriority(int which, int id, int priority);

    [LibraryImport(Library)]
    public static partial int sched_setscheduler(int pid, int policy, int* priority);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int unsetenv(string name);

    [LibraryImport(Library)]
    public static partial nuint pthread_self();

    [LibraryImport(Library)]
    public static partial int pthread_getattr_np(nuint thread, void* attributes);

    [LibraryImport(Library)]
    public static partial int pthread_attr_getstack(void* attributes, void** lowest, nuint* size);

    [LibraryImport(Library)]
    public static partial int pthread_attr_destroy(void* attributes);
}
