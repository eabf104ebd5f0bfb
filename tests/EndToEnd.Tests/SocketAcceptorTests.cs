using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary><c>listen.acceptor = socket</c>: what the other tests show of Akka.IO's, in short.</summary>
public sealed class SocketAcceptorTests(ITestOutputHelper output) : ServerTest(output)
{
    private const string Acceptor = "service-defaults.listen.acceptor=socket";

    [Theory]
    [ClassData(typeof(EveryConcurrentProfile))]
    public async Task Clients_that_come_together_are_served_also_while_the_server_drains(string profile)
    {
        var server = await StartAsync(profile, "echo", Acceptor, "shutdown.drain-timeout=20s");
        var clients = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ConnectAsync(server)));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}"), await Task.WhenAll(clients.Select((client, i) => client.AskAsync($"{i}"))));

        server.Send(Signal.Terminate);
        await server.LoggedAsync("draining: connections=10 ");

        foreach (var client in clients)
        {
            Assert.Equal("last", await client.AskAsync("last"));
            client.EndSending();
            Assert.Equal("", await client.ReadTextToEndAsync());
        }

        Assert.Equal(0, await server.WaitForExitAsync(Deadlines.Step));
        Assert.Equal(10, server.Closed.Count(record => record.Reason == "peer-closed"));
    }
}
