using ActorServer.Server.Workers;

namespace ActorServer.Server.Tests.Workers;

public class ServedClientsTests
{
    [Fact]
    public void A_worker_has_to_do_with_those_it_serves_and_the_last_it_has_served()
    {
        var clients = new ServedClients();
        clients.Add("c-0");
        for (var i = 1; i <= ServedClients.MostEnded + 1; i++)
        {
            clients.Add($"c-{i}");
            clients.End($"c-{i}");
        }

        Assert.True(clients.Contains("c-0"));
        Assert.False(clients.Contains("c-1"));
        Assert.True(clients.Contains("c-2"));
        Assert.False(clients.Contains("c-999"));
    }
}
