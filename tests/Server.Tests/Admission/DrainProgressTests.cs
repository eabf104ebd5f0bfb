using ActorServer.Server.Admission;

namespace ActorServer.Server.Tests.Admission;

public sealed class DrainProgressTests
{
    private readonly DrainProgress _begun = new();
    private readonly DrainProgress _closed = new(PortClosed: true);

    [Fact]
    public void While_the_port_is_open_a_client_may_still_come() =>
        Assert.Equal(DrainProgress.Next.AwaitClients, (_begun with { PastDeadline = true, HandlersOverdue = true }).NextFor(clients: 0, handlers: 0));

    [Fact]
    public void Clients_are_waited_for_also_when_they_have_been_cut_off() =>
        Assert.Equal(DrainProgress.Next.AwaitClients, (_closed with { PastDeadline = true }).NextFor(clients: 1, handlers: 1));

    [Fact]
    public void Handlers_are_waited_for_until_they_are_overdue()
    {
        Assert.Equal(DrainProgress.Next.AwaitHandlers, _closed.NextFor(clients: 0, handlers: 1));
        Assert.Equal(DrainProgress.Next.StopBackend, (_closed with { HandlersOverdue = true }).NextFor(clients: 0, handlers: 1));
    }

    [Fact]
    public void When_nothing_is_left_the_backend_is_stopped() =>
        Assert.Equal(DrainProgress.Next.StopBackend, _closed.NextFor(clients: 0, handlers: 0));
}
