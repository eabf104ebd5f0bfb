using System.Net;
using Microsoft.AspNetCore.Connections;

namespace ActorServer.AspNetCore.Tests;

public sealed class HandOffConnectionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly IPEndPoint Somewhere = new(IPAddress.Loopback, 1);

    [Theory]
    [InlineData(true, false, "the client")]
    [InlineData(false, true, "the transport")]
    [InlineData(true, true, "the client")]
    public async Task Whatever_fails_at_its_end_the_server_hears_of_the_end(bool client, bool transport, string which)
    {
        var inner = new PlayedTransport { Fails = transport };
        var connection = new HandOffConnection(inner, new ConnectionInfo("c-1", "default", "process", Somewhere, Somewhere), new PlayedClient { Fails = client }, CancellationToken.None);
        await connection.DisposeAsync();
        Assert.Equal(which, (await Assert.ThrowsAsync<InvalidOperationException>(() => connection.Ended.WaitAsync(Patience))).Message);
        Assert.True(inner.IsDisposed);
    }

    private sealed class PlayedTransport : DefaultConnectionContext
    {
        public PlayedTransport() => Transport = new DuplexPipe(System.IO.Pipelines.PipeReader.Create(Stream.Null), System.IO.Pipelines.PipeWriter.Create(Stream.Null));

        public bool Fails { get; init; }

        public bool IsDisposed { get; private set; }

        // The one it inherits would still be at work when this is disposed of.
        public override void Abort(ConnectionAbortedException abortReason)
        {
        }

        public override ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return Fails ? ValueTask.FromException(new InvalidOperationException("the transport")) : base.DisposeAsync();
        }
    }

    private sealed class PlayedClient : ClientSide
    {
        public bool Fails { get; init; }

        public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation) => ValueTask.CompletedTask;

        public override void EndOutput()
        {
        }

        public override void Look()
        {
        }

        public override void End(bool wasLost)
        {
            if (Fails)
                throw new InvalidOperationException("the client");
        }

        public override void Abort(ConnectionAbortedException reason)
        {
        }
    }
}
