using ActorServer.Serving.Handlers;
using Microsoft.AspNetCore.Connections;

namespace ActorServer.AspNetCore;

/// <summary>What a connection is made of towards its client: where output goes, and who is told how it ended.</summary>
internal abstract class ClientSide
{
    /// <summary>Sends all of it.</summary>
    public abstract ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation);

    /// <summary>All is written that ever will be, unless the client was lost over it. Nothing is closed yet.</summary>
    public abstract void End(bool wasLost);

    /// <summary>The application has aborted the connection; how it ends is an error where there is no other way to say so.</summary>
    public abstract void Abort(ConnectionAbortedException reason);

    /// <summary>A client whose socket this process has.</summary>
    public sealed class OfSocket(TakenSocket client) : ClientSide
    {
        public override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
        {
            while (!bytes.IsEmpty)
                bytes = bytes[await client.Socket.SendAsync(bytes, cancellation).ConfigureAwait(false)..];
        }

        public override void End(bool wasLost)
        {
            client.LookHowClientIs();
            client.WasReset |= wasLost;
            if (!client.WasReset)
                client.EndOutput();
        }

        public override void Abort(ConnectionAbortedException reason) => client.WasAborted = true;
    }

    /// <summary>A client that is a stream. Whose it is knows how the client is, and ends it.</summary>
    public sealed class OfStream(Stream client) : ClientSide
    {
        public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation) => client.WriteAsync(bytes, cancellation);

        public override void End(bool wasLost)
        {
        }

        public override void Abort(ConnectionAbortedException reason) => throw reason;
    }
}
