using ActorServer.Server.Hosting;
using ActorServer.Tests.Shared;

namespace ActorServer.Server.Tests;

/// <summary>The system's calls have one project, src/Native.</summary>
public sealed class SystemCallsTests
{
    [Fact]
    public void Nothing_in_the_server_declares_one_outside_of_it() => Assert.Empty(SystemCalls.DeclaredElsewhere(typeof(ServerHost).Assembly));
}
