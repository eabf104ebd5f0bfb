using Akka.Actor;

namespace ActorServer.Server.Workers;

/// <summary>
/// One client that a worker serves, and what has been heard of its end. Its place is free again when the client's handler
/// has stopped and, if the socket was handed over, when the worker has let go of it too.
/// </summary>
/// <param name="serve">The order to serve it.</param>
/// <param name="handOff">The number of its hand-off; 0 when its bytes are relayed.</param>
internal sealed class Assignment(IsolationBackend.Serve serve, long handOff)
{
    /// <summary>In so many looks within kill-timeout a worker must have been running before it counts as one that hangs.</summary>
    public const int LooksInKillTimeout = 5;

    private bool _isSent;
    private bool _letGo;
    private bool _handlerEnded;
    private bool _connectionEnded;
    private int _looksLeft = LooksInKillTimeout;

    public string Id => serve.Info.Id;

    public IActorRef Connection => serve.Connection;

    public long HandOff => handOff;

    public bool IsRelayed => handOff == 0;

    /// <summary>Its handler hangs, or the worker has not taken it: the worker is of no use to anybody who comes after it.</summary>
    public bool IsGivenUp { get; set; }

    /// <summary>Nothing of the client is left in the worker.</summary>
    public bool IsDone => _handlerEnded ? IsRelayed || _letGo : _connectionEnded && !IsRelayed && !_isSent;

    /// <summary>Its connection has been told to send its socket to the worker, and has not said yet what came of it.</summary>
    public bool IsBeingSent => !IsRelayed && !_isSent && !_letGo && !_connectionEnded;

    /// <summary>Its socket has been sent to the worker.</summary>
    public void HandOffSent() => _isSent = true;

    /// <summary>The worker has released the socket, and its handler may have stopped too. False when that is no news.</summary>
    public bool LetGo(bool handlerEnded)
    {
        var isNews = !_letGo;
        _letGo = true;
        _handlerEnded |= handlerEnded;
        return isNews;
    }

    /// <summary>Whether the worker may still answer that it has the socket; called once for each look at which it was running.</summary>
    public bool MayStillAnswer() => --_looksLeft >= 0;

    public void HandlerEnded() => _handlerEnded = true;

    public void ConnectionEnded() => _connectionEnded = true;
}
