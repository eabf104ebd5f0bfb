using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Akka.Actor;

namespace ActorServer.Protocol.Remoting;

/// <summary>
/// What the connecting side says first: who it is, as Unix sockets have no address of their own, and its secret. Four
/// bytes of magic, one of version, two lengths of two bytes, <c>system@host</c> and the secret; the answer is one byte.
/// </summary>
internal sealed record Greeting(Address From, string Secret)
{
    public const int MaxSecret = 512;

    private const int MaxAddress = 512;
    private const int HeaderSize = 9;
    private const byte Version = 1;
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
        if (!await ReceiveAllAsync(socket, header, deadline).ConfigureAwait(false) || !IsHeader(header, out var addressLength, out var secretLength))
            return null;
        var body = new byte[addressLength + secretLength];
        return await ReceiveAllAsync(socket, body, deadline).ConfigureAwait(false) ? Parse(body, addressLength) : null;
    }

    /// <summary>Answers a greeting that is accepted.</summary>
    public static Task WelcomeAsync(Socket socket, CancellationToken deadline) => SendAllAsync(socket, new[] { Welcome }, deadline);

    internal byte[] ToBytes()
    {
        var address = Encoding.UTF8.GetBytes($"{From.System}@{From.Host}");
        var secret = Encoding.UTF8.GetBytes(Secret);
        var bytes = new byte[HeaderSize + address.Length + secret.Length];
        Magic.CopyTo(bytes);
        bytes[4] = Version;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(5), (ushort)address.Length);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(7), (ushort)secret.Length);
        address.CopyTo(bytes, HeaderSize);
        secret.CopyTo(bytes, HeaderSize + address.Length);
        return bytes;
    }

    private static bool IsHeader(ReadOnlySpan<byte> header, out int addressLength, out int secretLength)
    {
        addressLength = BinaryPrimitives.ReadUInt16BigEndian(header[5..]);
        secretLength = BinaryPrimitives.ReadUInt16BigEndian(header[7..]);
        return header.StartsWith(Magic) && header[4] == Version && addressLength is > 0 and <= MaxAddress && secretLength <= MaxSecret * 3;
    }

    private static Greeting? Parse(byte[] body, int addressLength)
    {
        var address = Encoding.UTF8.GetString(body, 0, addressLength).Split('@');
        return address is [{ Length: > 0 } system, var host] && HostName.IsValid(host)
            ? new Greeting(UnixSocketTransport.AddressOf(system, host), Encoding.UTF8.GetString(body, addressLength, body.Length - addressLength))
            : null;
    }

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
