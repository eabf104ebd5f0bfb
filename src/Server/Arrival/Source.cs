using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace ActorServer.Server.Arrival;

/// <summary>Those whose limits are counted together: the clients whose addresses begin alike.</summary>
internal readonly record struct Source
{
    private readonly UInt128 _network;
    private readonly bool _isV6;

    private Source(UInt128 network, bool isV6)
    {
        _network = network;
        _isV6 = isV6;
    }

    /// <summary>The source of an address. An address of IPv4 that is mapped into IPv6 counts as IPv4.</summary>
    /// <param name="address">The address.</param>
    /// <param name="prefixV4">So many first bits of an address of IPv4 make the source.</param>
    /// <param name="prefixV6">The same for IPv6.</param>
    public static Source Of(IPAddress address, int prefixV4, int prefixV6)
    {
        var unmapped = AddressText.Unmapped(address);
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        _ = unmapped.TryWriteBytes(bytes, out _);
        var isV6 = unmapped.AddressFamily == AddressFamily.InterNetworkV6;
        var behind = 128 - (isV6 ? prefixV6 : prefixV4);
        // A shift by all bits would be none.
        var mask = behind == 128 ? UInt128.Zero : UInt128.MaxValue << behind;
        return new Source(BinaryPrimitives.ReadUInt128BigEndian(bytes) & mask, isV6);
    }
}
