using System.Buffers;
using Akka.Actor;
using Akka.Event;

namespace ActorServer.Serving.Streams;

/// <summary>
/// Moves bytes between a client and whoever serves it somewhere else, both ways. Each way takes the next piece when the one before has
/// been taken, so that a side which does not read stops the other one; and holds no buffer while it waits. The client's end-of-file is
/// passed on. That of the other side is not: what it means is the owner's to know.
/// </summary>
/// <remarks>
/// The owner is told what ends: <see cref="ClientEnded"/>, <see cref="ClientLost"/>, <see cref="FarEnded"/>. It stops the pump by
/// closing the sockets.
/// </remarks>
/// <param name="client">The client.</param>
/// <param name="far">The other side.</param>
/// <param name="endFar">Passes on the client's end-of-file, after all that was written.</param>
/// <param name="owner">Is told.</param>
internal sealed class Pump(ClientStream client, ClientStream far, Action endFar, IActorRef owner)
{
    private const int PieceSize = 32 * 1024;

    // Others want this thread too.
    private const int PiecesInTurn = 16;

    private enum Outcome
    {
        Ended,
        SourceLost,
        SinkLost,
    }

    /// <summary>Begins.</summary>
    public void Start()
    {
        _ = Task.Run(MoveInwardsAsync);
        _ = Task.Run(MoveOutwardsAsync);
    }

    private async Task MoveInwardsAsync()
    {
        switch (await MoveAsync(client, far).ConfigureAwait(false))
        {
            case Outcome.Ended:
                endFar();
                owner.Tell(ClientEnded.Instance, ActorRefs.NoSender);
                break;
            case Outcome.SourceLost:
                owner.Tell(ClientLost.Instance, ActorRefs.NoSender);
                break;
            case Outcome.SinkLost:
                // The other side takes no more. The client finds that out as it would there: nothing of it is read any more.
                break;
        }
    }

    private async Task MoveOutwardsAsync()
    {
        var outcome = await MoveAsync(far, client).ConfigureAwait(false);
        owner.Tell(outcome == Outcome.SinkLost ? ClientLost.Instance : FarEnded.Instance, ActorRefs.NoSender);
    }

    private static async Task<Outcome> MoveAsync(ClientStream source, ClientStream sink)
    {
        while (true)
        {
            for (var piece = 0; piece < PiecesInTurn; piece++)
            {
                if (await MovePieceAsync(source, sink).ConfigureAwait(false) is { } outcome)
                    return outcome;
            }

            await Task.Yield();
        }
    }

    private static async Task<Outcome?> MovePieceAsync(ClientStream source, ClientStream sink)
    {
        byte[]? buffer = null;
        var isRead = false;
        try
        {
            await source.ReadAsync(Memory<byte>.Empty).ConfigureAwait(false);
            buffer = ArrayPool<byte>.Shared.Rent(PieceSize);
            var count = await source.ReadAsync(buffer.AsMemory(0, PieceSize)).ConfigureAwait(false);
            if (count == 0)
                return Outcome.Ended;
            isRead = true;
            await sink.WriteAsync(buffer.AsMemory(0, count)).ConfigureAwait(false);
            return null;
        }
        catch (Exception lost) when (lost is IOException or ObjectDisposedException)
        {
            return isRead ? Outcome.SinkLost : Outcome.SourceLost;
        }
        finally
        {
            if (buffer is not null)
                ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>To the owner: the client's end-of-file has come and has been passed on.</summary>
    internal sealed class ClientEnded : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly ClientEnded Instance = new();
    }

    /// <summary>To the owner: the client has reset the connection, or it is lost.</summary>
    internal sealed class ClientLost : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly ClientLost Instance = new();
    }

    /// <summary>To the owner: all that the other side will ever write has been written to the client.</summary>
    internal sealed class FarEnded : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly FarEnded Instance = new();
    }
}
