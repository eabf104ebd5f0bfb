using System.Net;
using System.Net.Sockets;
using ActorServer.Server.Accepting;
using ActorServer.Server.Admission;

namespace ActorServer.Server.Tests.Admission;

public sealed class WaitingLineTests : IDisposable
{
    private static readonly IPEndPoint Address = new(IPAddress.Loopback, 1);

    private readonly AcceptedClient _first = new(new Socket(SocketType.Stream, ProtocolType.Tcp), Address, Address);
    private readonly AcceptedClient _second = new(new Socket(SocketType.Stream, ProtocolType.Tcp), Address, Address);
    private readonly WaitingLine _line = new(maxWaiting: 2, queueTimeout: Seconds(10));

    [Fact]
    public void While_it_stands_still_nobodys_time_passes()
    {
        _line.Hold(_first, Seconds(0));
        _line.StandStill(Seconds(8));
        _line.Hold(_second, Seconds(50));
        Assert.Empty(_line.Overdue(Seconds(100)));

        _line.GoOn(Seconds(100));

        Assert.Empty(_line.Overdue(Seconds(101)));
        Assert.Equal([_first], _line.Overdue(Seconds(102)));
        Assert.Empty(_line.Overdue(Seconds(109)));
        Assert.Equal([_second], _line.Overdue(Seconds(110)));
    }

    [Fact]
    public void Another_limit_holds_for_those_who_wait_and_ends_nobody_who_is_too_many()
    {
        _line.Hold(_first, Seconds(0));
        _line.Hold(_second, Seconds(0));
        _line.MaxWaiting = 1;
        Assert.Equal((2, false), (_line.Count, _line.HasRoom));
        _line.QueueTimeout = Seconds(3);
        Assert.Equal([_first, _second], _line.Overdue(Seconds(3)));
    }

    [Fact]
    public void One_that_comes_back_is_the_next_again_and_has_waited_all_the_while()
    {
        _line.Hold(_first, Seconds(0));
        _line.Hold(_second, Seconds(1));
        Assert.Same(_first, _line.Next(_ => true, out var since));
        _line.HoldAgain(_first, since);
        _line.QueueTimeout = Seconds(3);
        Assert.Equal([_first], _line.Overdue(Seconds(3)));
        Assert.Same(_second, _line.Next());
    }

    [Fact]
    public void One_that_comes_back_is_behind_those_who_have_waited_longer()
    {
        _line.Hold(_first, Seconds(0));
        _line.Hold(_second, Seconds(1));
        Assert.Same(_second, _line.Next(client => client == _second, out var since));
        Assert.False(_line.Contains(client => client == _second));
        _line.HoldAgain(_second, since);
        Assert.Same(_first, _line.Next());
        Assert.Same(_second, _line.Next());
    }

    public void Dispose()
    {
        _first.Socket.Dispose();
        _second.Socket.Dispose();
    }

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
