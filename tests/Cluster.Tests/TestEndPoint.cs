using System.Net;

namespace ActorServer.Cluster.Tests;

internal static class TestEndPoint
{
    public static readonly IPEndPoint Any = new(IPAddress.Parse("192.0.2.1"), 1);
}
