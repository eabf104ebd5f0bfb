using System.Net.Sockets;
using ActorServer.Native.Sockets;
using ActorServer.Serving.Pumping;
using ActorServer.Tests.Shared;

namespace ActorServer.Serving.Tests.Pumping;

/// <summary>A client over TCP.</summary>
public sealed class PumpOverTcpTests : LocalPumpContract
{
    private readonly SocketPair _client = new();

    protected override Socket Servers => _client.Accepted;

    protected override Socket Clients => _client.Peer;

    protected override void ClientResets() => SocketPair.Abort(_client.Peer);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _client.Dispose();
    }
}

/// <summary>A client at a Unix socket.</summary>
public sealed class PumpOverUnixTests : LocalPumpContract
{
    private readonly UnixSocketPair _client = new();

    public PumpOverUnixTests() => _client.One.ReceiveTimeout = (int)SocketPair.Patience.TotalMilliseconds;

    protected override Socket Servers => _client.Other;

    protected override Socket Clients => _client.One;

    protected override void ClientResets()
    {
        // Closing with unread input is as near as it comes. Where no room is left for it there is unread input already, and nobody who
        // would ever make room.
        _ = SocketTransfer.SendNow(_client.Other.SafeHandle, "unread"u8);
        _client.One.Close();
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _client.Dispose();
    }
}

/// <summary>A client whose stream is played.</summary>
public sealed class PumpMemoryTests
{
    [Fact]
    public async Task A_pump_that_waits_for_bytes_holds_no_buffer()
    {
        var client = new SilentStream();
        var pump = Pump.Start(client, LocalPair.Make());
        Assert.Equal(0, await client.WaitedWith.Task.WaitAsync(SocketPair.Patience));
        pump.Dispose();
        Assert.Equal(WayEnd.Stopped, await pump.FromClient.WaitAsync(SocketPair.Patience));
    }

    private sealed class SilentStream : MemoryStream
    {
        public TaskCompletionSource<int> WaitedWith { get; } = new();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            WaitedWith.TrySetResult(buffer.Length);
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
