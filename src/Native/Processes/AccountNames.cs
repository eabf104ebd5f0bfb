using ActorServer.Native.Calls;

namespace ActorServer.Native.Processes;

/// <summary>The numbers of users and groups that are known by name: getpwnam(3), getgrnam(3).</summary>
internal static unsafe class AccountNames
{
    // struct passwd and struct group begin with two pointers, then the number; glibc, musl and macOS have them in common.
    private const int NumberAt = 16;
    private const int EntrySize = 128;
    private const int TextSize = 64 * 1024;

    private delegate int Look(string name, void* entry, byte* text, nuint length, void** found);

    /// <summary>The user of that name, or null.</summary>
    public static uint? User(string name) => Find(Libc.getpwnam_r, name);

    /// <summary>The group of that name, or null.</summary>
    public static uint? Group(string name) => Find(Libc.getgrnam_r, name);

    private static uint? Find(Look look, string name)
    {
        var entry = stackalloc byte[EntrySize];
        void* found = null;
        fixed (byte* text = new byte[TextSize])
            return look(name, entry, text, TextSize, &found) == 0 && found is not null ? *(uint*)(entry + NumberAt) : null;
    }
}
