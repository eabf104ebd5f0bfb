using System.Runtime.InteropServices;

namespace ActorServer.Native.Calls;

internal static unsafe partial class Libc
{
    public const short POSIX_SPAWN_SETPGROUP = 0x02;
    public const short POSIX_SPAWN_SETSIGDEF = 0x04;
    public const short POSIX_SPAWN_SETSIGMASK = 0x08;

    /// <summary>macOS: every descriptor that no file action names is closed in the child.</summary>
    public const short POSIX_SPAWN_CLOEXEC_DEFAULT = 0x4000;

    [LibraryImport(Library)]
    public static partial int posix_spawn(
        out int pid, byte* path, void* fileActions, void* attributes, byte** arguments, byte** environment);

    [LibraryImport(Library)]
    public static partial int posix_spawnattr_init(void* attributes);

    [LibraryImport(Library)]
    public static partial int posix_spawnattr_destroy(void* attributes);

    [LibraryImport(Library)]
    public static partial int posix_spawnattr_setflags(void* attributes, short flags);

    [LibraryImport(Library)]
    public static partial int posix_spawnattr_setpgroup(void* attributes, int group);

    [LibraryImport(Library)]
    public static partial int posix_spawnattr_setsigmask(void* attributes, void* signals);

    [LibraryImport(Library)]
    public static partial int posix_spawnattr_setsigdefault(void* attributes, void* signals);

    [LibraryImport(Library)]
    public static partial int posix_spawn_file_actions_init(void* fileActions);

    [LibraryImport(Library)]
    public static partial int posix_spawn_file_actions_destroy(void* fileActions);

    [LibraryImport(Library)]
    public static partial int posix_spawn_file_actions_adddup2(void* fileActions, int from, int to);

    /// <summary>The functions that not every C library has; null where it does not.</summary>
    public static class Optional
    {
        /// <summary>
        /// posix_spawn_file_actions_addchdir_np(3): the attributes' directory (glibc 2.29, musl 1.1.24, macOS 10.15).
        /// </summary>
        public static readonly delegate* unmanaged<void*, byte*, int> AddChangeDirectory =
            (delegate* unmanaged<void*, byte*, int>)Export("posix_spawn_file_actions_addchdir_np");

        /// <summary>posix_spawn_file_actions_addclosefrom_np(3), glibc 2.34.</summary>
        public static readonly delegate* unmanaged<void*, int, int> AddCloseFrom =
            (delegate* unmanaged<void*, int, int>)Export("posix_spawn_file_actions_addclosefrom_np");

        private static nint Export(string name) =>
            NativeLibrary.TryLoad(Library, typeof(Libc).Assembly, null, out var library)
            && NativeLibrary.TryGetExport(library, name, out var address)
                ? address
                : 0;
    }
}
