using System.Globalization;
using System.Runtime.InteropServices;

namespace ActorServer.EndToEnd.Plugin;

/// <summary>The sockets that a worker's process has, used behind the back of whoever opened them. Linux.</summary>
internal static partial class WorkerSockets
{
    private const short Unspecified = 0;
    private const short Unix = 1;
    private const short Internet = 2;
    private const int NoSignal = 0x4000;
    private const int FirstOfTheWorkersOwn = 3;

    /// <summary>Sends bytes to the server on each socket there is; false when there is none that takes them.</summary>
    public static bool SendToServer(byte[] bytes) =>
        Of(Unix).Aggregate(false, (taken, socket) => send(socket, bytes, bytes.Length, NoSignal) == bytes.Length || taken);

    /// <summary>
    /// Says hello to a port of this machine: with a client's socket, which belongs to the network of whoever accepted it, and then with one
    /// of its own. Returns what came of it.
    /// </summary>
    public static string Connect(int port)
    {
        foreach (var client in Of(Internet))
        {
            _ = connect(client, Address(Unspecified, 0), 16);
            Hello(client, port);
        }

        var own = socket(Internet, 1, 0);
        var error = Hello(own, port);
        _ = close(own);
        return error == 0 ? "connected" : $"not connected: {Marshal.GetPInvokeErrorMessage(error)}";
    }

    private static int Hello(int socket, int port)
    {
        const int AlreadyConnected = 106;
        const int InProgress = 115;
        var hello = "hello\n"u8.ToArray();
        while (connect(socket, Address(Internet, port), 16) != 0 && Marshal.GetLastPInvokeError() != AlreadyConnected)
        {
            // The client's does not block: it is connected, or not, when it may be written to.
            var error = Marshal.GetLastPInvokeError();
            if (error != InProgress || !IsDecidedSoon(socket))
                return error;
        }

        return send(socket, hello, hello.Length, NoSignal) == hello.Length ? 0 : Marshal.GetLastPInvokeError();
    }

    private static bool IsDecidedSoon(int socket)
    {
        const short Writable = 4;
        const int Milliseconds = 1_000;
        var polled = new Polled(socket, Writable, 0);
        return poll(ref polled, 1, Milliseconds) == 1;
    }

    private static List<int> Of(short family) => [.. Directory.EnumerateFileSystemEntries("/proc/self/fd")
        .Select(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture))
        .Where(descriptor => descriptor >= FirstOfTheWorkersOwn && FamilyOf(descriptor) == family)];

    private static short FamilyOf(int descriptor)
    {
        var address = new byte[128];
        var length = address.Length;
        return getsockname(descriptor, address, ref length) == 0 ? BitConverter.ToInt16(address) : (short)-1;
    }

    private static byte[] Address(short family, int port)
    {
        var address = new byte[16];
        BitConverter.TryWriteBytes(address, family);
        (address[2], address[3]) = ((byte)(port >> 8), (byte)port);
        if (family == Internet)
            (address[4], address[7]) = (127, 1);
        return address;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socket(int domain, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int connect(int socket, byte[] address, int length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint send(int socket, byte[] bytes, nint length, int flags);

    [LibraryImport("libc")]
    private static partial int getsockname(int socket, byte[] address, ref int length);

    [LibraryImport("libc")]
    private static partial int poll(ref Polled descriptors, nuint count, int milliseconds);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);

    [StructLayout(LayoutKind.Sequential)]
    private record struct Polled(int Descriptor, short Events, short Happened);
}
