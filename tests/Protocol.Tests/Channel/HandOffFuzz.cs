using System.Runtime.Serialization;
using ActorServer.Native.Sockets;
using ActorServer.Protocol.Channel;
using ActorServer.Protocol.Serialization;
using ActorServer.Tests.Shared;
using ActorServer.Tests.Shared.Fuzzing;

namespace ActorServer.Protocol.Tests.Channel;

/// <summary>
/// Whatever comes over a worker's control socket with a descriptor is a client, keys or an error, and the descriptor is closed with
/// what it is; whatever comes as keys is keys or not.
/// </summary>
public sealed class HandOffFuzz : IDisposable
{
    private const long Memory = 512 * 1024;
    private const long MemoryForByte = 4 * 1024;
    private const int ErrorMalformed = 22;

    private readonly SocketPair _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public void Any_message_on_the_control_socket_is_a_hand_off_or_an_error() => Fuzz.Run("hand-off", CheckHandOff, Memory, MemoryForByte);

    [Fact]
    public void Any_bytes_are_certificates_or_refused() => Fuzz.Run("hand-off", CheckSetup, Memory, MemoryForByte);

    private void CheckHandOff(byte[] input)
    {
        using var control = new UnixSocketPair();
        if (input.Length == 0 || DescriptorPassing.Send(control.One.SafeHandle, input, _client.Accepted.SafeHandle) != 0)
            return;
        control.One.Dispose();
        var keys = 0L;
        var client = HandOff.Receive(control.Other.SafeHandle, out var error, delivery => keys = delivery.Version);
        Assert.True(error is 0 or ErrorMalformed, $"{error}");
        if (client is null)
            return;
        using var socket = client.Socket;
        Assert.Equal((0, 0), (keys, error));
        var written = ControlFormats.WriteConnectionInfo(client.Info);
        var again = ControlFormats.ReadConnectionInfo(written);
        Assert.Equal(client.Info.ToString(), again.ToString());
        Assert.Equal(Convert.ToHexString(written), Convert.ToHexString(ControlFormats.WriteConnectionInfo(again)));
    }

    private static void CheckSetup(byte[] input)
    {
        try
        {
            var written = TlsSetupFormat.Write(TlsSetupFormat.Read(input));
            Assert.Equal(Convert.ToHexString(written), Convert.ToHexString(TlsSetupFormat.Write(TlsSetupFormat.Read(written))));
        }
        catch (Exception refusal) when (refusal is SerializationException or IOException)
        {
            // As it says of itself.
        }
    }
}
