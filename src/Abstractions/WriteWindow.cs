using Akka.IO;

namespace ActorServer;

/// <summary>
/// How much of what a handler wrote is on its way to the client, and whether more may follow. One acknowledgement stands for
/// all writes before it, so that a short answer costs no message back. Not thread-safe.
/// </summary>
internal sealed class WriteWindow
{
    /// <summary>What a piece counts at least: a short write's message costs too, and many must not pile up where bytes are counted.</summary>
    public const int LeastCost = 16;

    private const int AcknowledgeEvery = ActorHandler.Window / 4;

    private int _outstanding;
    private int _unrequested;

    /// <summary>Whether another piece may be sent.</summary>
    public bool HasRoom => _outstanding < ActorHandler.Window;

    /// <summary>What a piece counts until it is acknowledged.</summary>
    public static int Cost(ByteString piece) => Math.Max(piece.Count, LeastCost);

    /// <summary>The order to write a piece, which counts as sent from now on.</summary>
    public Tcp.Write Send(ByteString piece)
    {
        var cost = Cost(piece);
        _outstanding += cost;
        _unrequested += cost;
        return Tcp.Write.Create(piece, AcknowledgementForWhatWasSent());
    }

    /// <summary>The connection has taken so much of it.</summary>
    public void Acknowledged(int bytes) => _outstanding -= bytes;

    private Tcp.Event AcknowledgementForWhatWasSent()
    {
        if (_unrequested < AcknowledgeEvery)
            return Tcp.NoAck.Instance;
        var acknowledgement = new WriteAcknowledged(_unrequested);
        _unrequested = 0;
        return acknowledgement;
    }
}
