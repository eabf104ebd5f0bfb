using ActorServer.Serving.Handlers;
using ActorServer.Serving.Streams;
using Microsoft.AspNetCore.Connections;

namespace ActorServer.AspNetCore;

/// <summary>What a connection is made of towards its client: where output goes, and who is told how it ended.</summary>
internal abstract class ClientSide
{
    /// <summary>Sends all of it.</summary>
    public abstract ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation);

    /// <summary>All is sent that ever will be: the client gets its end-of-file now, where that can be while its input still is read.</summary>
    public abstract void EndOutput();

    /// <summary>The application has done with the client, which may have been lost over it. Nothing is closed yet.</summary>
    public abstract void End(bool wasLost);

    /// <summary>Notes how the client is, who gets no end-of-file: the application has failed over him, or gives him up.</summary>
    public abstract void Look();

    /// <summary>The application has aborted the connection; how it ends is an error where there is no other way to say so.</summary>
    public abstract void Abort(ConnectionAbortedException reason);

    /// <summary>A client whose socket this process has.</summary>
    public sealed class OfSocket(TakenSocket client) : ClientSide
    {
        private bool _outputEnded;

        public override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
        {
            while (!bytes.IsEmpty)
                bytes = bytes[await client.Socket.SendAsync(bytes, cancellation).ConfigureAwait(false)..];
        }

        // Whether the client has ended before is asked here, and not again.
        public override void EndOutput()
        {
            if (_outputEnded)
                return;
            _outputEnded = true;
            client.LookHowClientIs();
            if (!client.WasReset)
                client.EndOutput();
        }

        public override void End(bool wasLost)
        {
            client.WasReset |= wasLost;
            EndOutput();
        }

        public override void Look()
        {
            if (!_outputEnded)
                client.LookHowClientIs();
        }

        public override void Abort(ConnectionAbortedException reason) => client.WasAborted = true;
    }

    /// <summary>A client that is a stream. Whose it is knows how the client is, and ends it.</summary>
    public sealed class OfStream(Stream client) : ClientSide
    {
        public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation) => client.WriteAsync(bytes, cancellation);

        public override void EndOutput() => (client as AsynchronousSocketStream)?.EndOutput();

        public override void End(bool wasLost)
        {
        }

        public override void Look()
        {
        }

        public override void Abort(ConnectionAbortedException reason) => throw new ClientAbortedException();
    }
}
