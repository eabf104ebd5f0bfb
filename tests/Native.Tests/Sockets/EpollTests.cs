using System.Net.Sockets;
using ActorServer.Native.Sockets;
using ActorServer.Tests.Shared;

namespace ActorServer.Native.Tests.Sockets;

public sealed class EpollTests : IDisposable
{
    private static readonly int Patience = (int)SocketPair.Patience.TotalMilliseconds;

    private readonly SocketPair _pair = new();
    private readonly Epoll _epoll = new(4);

    public void Dispose()
    {
        _epoll.Dispose();
        _pair.Dispose();
    }

    [Fact]
    public void It_tells_what_has_happened_and_to_whom_and_once()
    {
        Assert.Equal(0, _epoll.Watch(_pair.Accepted.SafeHandle, EpollEvents.Input | EpollEvents.EndOfInput | EpollEvents.OnChange, 1UL << 40 | 7));
        Assert.Equal(0, _epoll.Wait(0));
        _pair.Peer.Send("hello"u8);
        Assert.Equal(1, _epoll.Wait(Patience));
        Assert.True(_epoll.Happened(0, out var number, out var events));
        Assert.Equal((1UL << 40 | 7, EpollEvents.Input), (number, events));
        Assert.Equal(0, _epoll.Wait(0));
        SocketPair.Abort(_pair.Peer);
        Assert.Equal(1, _epoll.Wait(Patience));
        Assert.True(_epoll.Happened(0, out _, out events));
        Assert.True(events.HasFlag(EpollEvents.Error | EpollEvents.HangUp | EpollEvents.EndOfInput));
    }

    [Fact]
    public void What_it_has_forgotten_it_does_not_tell()
    {
        _epoll.Watch(_pair.Accepted.SafeHandle, EpollEvents.Input, 1);
        _epoll.Forget(_pair.Accepted.SafeHandle);
        _pair.Peer.Send("hello"u8);
        SocketPair.Receive(_pair.Accepted, 5);
        Assert.Equal(0, _epoll.Wait(0));
    }

    [Fact]
    public async Task It_can_be_woken_again_and_again()
    {
        for (var times = 0; times < 3; times++)
        {
            var waits = Task.Run(() => _epoll.Wait(Patience));
            _epoll.Wake();
            _epoll.Wake();
            Assert.Equal(1, await waits);
            Assert.False(_epoll.Happened(0, out _, out _));
            Assert.Equal(0, _epoll.Wait(0));
        }
    }
}
