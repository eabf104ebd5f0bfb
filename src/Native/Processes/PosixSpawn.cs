using System.Runtime.InteropServices;
using System.Text;
using ActorServer.Native.Calls;

namespace ActorServer.Native.Processes;

/// <summary>
/// One call of posix_spawn(3): gathers what it takes in native memory, makes it, and frees everything. The child leads a
/// process group of its own, has every signal at its default and none blocked (.NET ignores SIGPIPE), and has no
/// descriptor of the server but the three given.
/// </summary>
internal static unsafe class PosixSpawn
{
    /// <summary>Starts the process with these as its standard input, output and error. Returns the errno, or 0.</summary>
    public static int Start(
        ChildProcessStart start, SafeHandle input, SafeHandle output, SafeHandle error, out int pid)
    {
        pid = 0;
        using var path = new NativeStrings([Path.GetFullPath(start.FileName)]);
        using var arguments = new NativeStrings([start.FileName, .. start.Arguments]);
        using var environment = new NativeStrings([.. start.Environment.Select(Variable)]);
        using var directory = new NativeStrings(start.WorkingDirectory is { } changeTo ? [changeTo] : []);
        using var attributes = new Opaque(&Destroy.Attributes);
        using var fileActions = new Opaque(&Destroy.FileActions);

        var failure = Describe(attributes.Pointer);
        if (failure == 0)
            failure = Describe(fileActions.Pointer, directory.First, Descriptor(input), Descriptor(output), Descriptor(error));
        if (failure == 0)
        {
            failure = Libc.posix_spawn(
                out pid, path.First, fileActions.Pointer, attributes.Pointer, arguments.Pointer, environment.Pointer);
        }

        return failure;
    }

    private static string Variable(KeyValuePair<string, string> variable) =>
        variable.Key.Length > 0 && !variable.Key.Contains('=')
            ? $"{variable.Key}={variable.Value}"
            : throw new ArgumentException($"\"{variable.Key}\" cannot be the name of an environment variable");

    private static int Descriptor(SafeHandle handle) => (int)handle.DangerousGetHandle();

    private static int Describe(void* attributes)
    {
        using var signals = new Opaque(&Destroy.Nothing);
        var flags = Libc.POSIX_SPAWN_SETPGROUP | Libc.POSIX_SPAWN_SETSIGDEF | Libc.POSIX_SPAWN_SETSIGMASK;
        if (OperatingSystem.IsMacOS())
            flags |= Libc.POSIX_SPAWN_CLOEXEC_DEFAULT;

        var error = Libc.posix_spawnattr_init(attributes);
        if (error == 0)
            error = Libc.posix_spawnattr_setflags(attributes, (short)flags);
        if (error == 0)
            error = Libc.posix_spawnattr_setpgroup(attributes, 0);
        _ = Libc.sigemptyset(signals.Pointer);
        if (error == 0)
            error = Libc.posix_spawnattr_setsigmask(attributes, signals.Pointer);
        _ = Libc.sigfillset(signals.Pointer);
        if (error == 0)
            error = Libc.posix_spawnattr_setsigdefault(attributes, signals.Pointer);
        return error;
    }

    private static int Describe(void* fileActions, byte* directory, int input, int output, int standardError)
    {
        var error = Libc.posix_spawn_file_actions_init(fileActions);
        if (error == 0)
            error = Libc.posix_spawn_file_actions_adddup2(fileActions, input, 0);
        if (error == 0)
            error = Libc.posix_spawn_file_actions_adddup2(fileActions, output, 1);
        if (error == 0)
            error = Libc.posix_spawn_file_actions_adddup2(fileActions, standardError, 2);
        if (error == 0 && directory != null && Libc.Optional.AddChangeDirectory != null)
            error = Libc.Optional.AddChangeDirectory(fileActions, directory);
        // .NET opens everything close-on-exec; native libraries, and whoever started the server, may not.
        if (error == 0 && Libc.Optional.AddCloseFrom != null)
            error = Libc.Optional.AddCloseFrom(fileActions, 3);
        return error;
    }

    private static class Destroy
    {
        public static void Attributes(void* pointer) => _ = Libc.posix_spawnattr_destroy(pointer);

        public static void FileActions(void* pointer) => _ = Libc.posix_spawn_file_actions_destroy(pointer);

        public static void Nothing(void* pointer)
        {
        }
    }

    /// <summary>Zeroed memory for a type whose size only the C library knows.</summary>
    private readonly ref struct Opaque(delegate*<void*, void> destroy)
    {
        private readonly delegate*<void*, void> _destroy = destroy;

        public void* Pointer { get; } = NativeMemory.AllocZeroed(Libc.OpaqueSize);

        public void Dispose()
        {
            _destroy(Pointer);
            NativeMemory.Free(Pointer);
        }
    }

    /// <summary>A null-terminated array of C strings, in one block: the pointers first, the texts behind them.</summary>
    private readonly ref struct NativeStrings
    {
        public NativeStrings(IReadOnlyList<string> texts)
        {
            var pointers = texts.Count + 1;
            var size = texts.Sum(text => Encoding.UTF8.GetByteCount(text) + 1);
            Pointer = (byte**)NativeMemory.AllocZeroed((nuint)(pointers * sizeof(byte*) + size));
            var rest = new Span<byte>(Pointer + pointers, size);
            var next = (byte*)(Pointer + pointers);
            for (var i = 0; i < texts.Count; i++)
            {
                Pointer[i] = next;
                var length = Encoding.UTF8.GetBytes(texts[i], rest) + 1;
                next += length;
                rest = rest[length..];
            }
        }

        public byte** Pointer { get; }

        public byte* First => Pointer[0];

        public void Dispose() => NativeMemory.Free(Pointer);
    }
}
