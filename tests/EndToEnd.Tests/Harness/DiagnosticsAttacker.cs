using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>
/// A process of the same user that looks for the sockets of .NET runtimes in a directory and speaks to them (dotnet/diagnostics,
/// ipc-protocol.md). Whoever is answered can just as well send AttachProfiler, which loads a library of the sender's.
/// </summary>
internal static class DiagnosticsAttacker
{
    private const byte ProfilerCommands = 0x03;
    private const byte ProcessCommands = 0x04;
    private const byte AttachProfiler = 0x01;
    private const byte ProcessInfo = 0x00;
    private const byte ServerAnswers = 0xff;
    private const int HeaderSize = 20;
    private static readonly byte[] Magic = Encoding.ASCII.GetBytes("DOTNET_IPC_V1\0");

    /// <summary>Whether a file is one by which others have a .NET process do what they want.</summary>
    public static bool IsDoor(string path) =>
        Path.GetFileName(path) is var name
        && (name.StartsWith("dotnet-diagnostic-", StringComparison.Ordinal) || name.StartsWith("clr-debug-pipe-", StringComparison.Ordinal));

    /// <summary>What the runtimes of this process have left in the directory for others to connect to.</summary>
    public static IReadOnlyList<string> DoorsOf(int pid, TemporaryDirectory directory) => [.. directory.Content.Where(path =>
        IsDoor(path) && Path.GetFileName(path).Contains($"-{pid}-", StringComparison.Ordinal))];

    /// <summary>The process that answers at this socket.</summary>
    public static async Task<int> AskPidAsync(string socket) =>
        (int)BinaryPrimitives.ReadInt64LittleEndian((await SendAsync(socket, ProcessCommands, ProcessInfo, [])).AsSpan(HeaderSize));

    /// <summary>Has the runtime load a library into its process, and returns what it says to that: an HRESULT.</summary>
    public static async Task<uint> LoadAsync(string socket, string library)
    {
        var path = Encoding.Unicode.GetBytes(library + '\0');
        byte[] payload =
        [
            .. BitConverter.GetBytes(5_000), .. Guid.NewGuid().ToByteArray(),
            .. BitConverter.GetBytes(path.Length / sizeof(char)), .. path, .. BitConverter.GetBytes(0),
        ];
        return BinaryPrimitives.ReadUInt32LittleEndian((await SendAsync(socket, ProfilerCommands, AttachProfiler, payload)).AsSpan(HeaderSize));
    }

    private static async Task<byte[]> SendAsync(string path, byte commands, byte command, byte[] payload)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path)).WaitAsync(Deadlines.Step);
        var length = (ushort)(HeaderSize + payload.Length);
        await socket.SendAsync((byte[])[.. Magic, (byte)length, (byte)(length >> 8), commands, command, 0, 0, .. payload]);
        await using var stream = new NetworkStream(socket);
        var header = new byte[HeaderSize];
        await stream.ReadExactlyAsync(header).AsTask().WaitAsync(Deadlines.Step);
        Assert.Equal(Magic, header[..Magic.Length]);
        Assert.Equal(ServerAnswers, header[Magic.Length + 2]);
        var rest = new byte[BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(Magic.Length)) - HeaderSize];
        await stream.ReadExactlyAsync(rest).AsTask().WaitAsync(Deadlines.Step);
        return [.. header, .. rest];
    }
}
