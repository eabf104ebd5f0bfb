using ActorServer.Server.Steering;
using ActorServer.Server.Tests.Configuration;

namespace ActorServer.Server.Tests.Steering;

public sealed class ServerFiguresTests
{
    [Fact]
    public void Workers_for_whom_the_system_has_no_room_are_an_obstacle_also_where_nothing_else_is_changed()
    {
        var settings = TestSettings.Of("actor-server.service-defaults { isolation = process, listen.acceptor = akka-io }").Services;
        var service = Assert.Single(new ServerFigures(settings).Services);
        var obstacle = service.Obstacle(service.Limits, int.MaxValue);
        Assert.NotNull(obstacle);
        Assert.Contains($"{4L * int.MaxValue + 300 + service.Limits.MaxConnections + service.Limits.MaxWaiting} descriptors", obstacle, StringComparison.Ordinal);
        Assert.Contains("acceptor = socket", obstacle, StringComparison.Ordinal);
    }
}
