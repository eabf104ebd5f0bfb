using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Akka.Actor;

namespace ActorServer.UnixSocket;

/// <summary>
/// What the connecting side says first: who it is, as Unix sockets have no address of their own. Four bytes of magic, one of
/// version, a length of two bytes, and <c>system@host</c>; the answer is one byte.
/// </summary>
internal sealed record Greeting(Address From)
{
    private const int MaxAddress = 512;
    private const int HeaderSize = 7;
    private const byte Version = 2;
    private const byte Welcome = 0x06;

    private static ReadOnlySpan<byte> Magic => "ASUX"u8;

    /// <summary>Sends the greeting and waits for the welcome; false when the other side hangs up instead.</summary>
    public async Task<bool> SendAsync(Socket socket, CancellationToken deadline)
    {
        await SendAllAsync(socket, ToBytes(), deadline).ConfigureAwait(false);
        var answer = new byte[1];
        return await ReceiveAllAsync(socket, answer, deadline).ConfigureAwait(false) && answer[0] == Welcome;
    }

    /// <summary>Reads a greeting; null when what comes is none.</summary>
    public static async Task<Greeting?> ReceiveAsync(Socket socket, CancellationToken deadline)
    {
        var header = new byte[HeaderSize];
        if (!await ReceiveAllAsync(socket, header, deadline).ConfigureAwait(false) || !IsHeader(header, out var length))
            return null;
        var address = new byte[length];
        return await ReceiveAllAsync(socket, address, deadline).ConfigureAwait(false) ? Parse(address) : null;
    }

    /// <summary>Answers a greeting that is accepted.</summary>
    public static Task WelcomeAsync(Socket socket, CancellationToken deadline) => SendAllAsync(socket, new[] { Welcome }, deadline);

    internal byte[] ToBytes()
    {
        var address = Encoding.UTF8.GetBytes($"{From.System}@{From.Host}");
        var bytes = new byte[HeaderSize + address.Length];
        Magic.CopyTo(bytes);
        bytes[4] = Version;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(5), (ushort)address.Length);
        address.CopyTo(bytes, HeaderSize);
        return bytes;
    }

    private static bool IsHeader(ReadOnlySpan<byte> header, out int length)
    {
        length = BinaryPrimitives.ReadUInt16BigEndian(header[5..]);
        return header.StartsWith(Magic) && header[4] == Version && length is > 0 and <= MaxAddress;
    }

    private static Greeting? Parse(byte[] address) =>
        Encoding.UTF8.GetString(address).Split('@') is [{ Length: > 0 } system, var host] && HostName.IsValid(host)
            ? new Greeting(UnixSocketTransport.AddressOf(system, host))
            : null;

    private static async Task SendAllAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken deadline)
    {
        while (bytes.Length > 0)
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, deadline).ConfigureAwait(false)..];
    }

    private static async Task<bool> ReceiveAllAsync(Socket socket, Memory<byte> bytes, CancellationToken deadline)
    {
        while (bytes.Length > 0)
        {
            var received = await socket.ReceiveAsync(bytes, SocketFlags.None, deadline).ConfigureAwait(false);
            if (received == 0)
                return false;
            bytes = bytes[received..];
        }

        return true;
    }
}
