using System.Net;
using System.Net.Sockets;

namespace ActorServer.Server.Tests.Accepting;

/// <summary>A test that needs <c>::1</c>, which a machine may not have.</summary>
internal sealed class FactForIPv6Attribute : FactAttribute
{
    public FactForIPv6Attribute()
    {
        if (!HasIPv6())
            Skip = "this machine has no IPv6";
    }

    private static bool HasIPv6()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
