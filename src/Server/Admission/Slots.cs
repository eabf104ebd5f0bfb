
namespace ActorServer.Server.Admission;

/// <summary>
/// Who holds a place in one service. A place is taken when a connection is admitted and is free again when both its
/// connection is closed and its handler has ended; a handler that hangs after its client has gone still costs a thread or
/// a process, and a connection that lingers still costs a descriptor. Pure accounting: no actor, no clock.
/// </summary>
/// <param name="maxConnections">The most places at once.</param>
/// <param name="handlerCapacity">The most handlers that the backend runs at once.</param>
internal sealed class Slots(int maxConnections, int handlerCapacity)
{
    private readonly Dictionary<string, Holder> _holders = [];
    private int _handlers;

    [Flags]
    private enum Holder
    {
        None = 0,
        Connection = 1,
        Handler = 2,
    }

    /// <summary>The most places at once. Lowering it ends nobody.</summary>
    public int MaxConnections { get; set; } = maxConnections;

    /// <summary>The most handlers that the backend runs at once. Likewise.</summary>
    public int HandlerCapacity { get; set; } = handlerCapacity;

    /// <summary>Whether one more connection may be admitted.</summary>
    public bool HasRoom => Free > 0;

    /// <summary>So many more connections may be admitted.</summary>
    public int Free => Math.Max(0, Math.Min(MaxConnections - _holders.Count, HandlerCapacity - _handlers));

    /// <summary>So many more connections may be admitted whose handlers are elsewhere.</summary>
    public int FreeForElsewhere => Math.Max(0, MaxConnections - _holders.Count);

    /// <summary>Slots taken.</summary>
    public int Taken => _holders.Count;

    /// <summary>Connections that are not closed yet.</summary>
    public int Connections { get; private set; }

    /// <summary>Whose places are taken.</summary>
    public IReadOnlyList<string> Ids => [.. _holders.Keys];

    /// <summary>Takes a place for an admitted connection.</summary>
    public void Admit(string id)
    {
        if (!HasRoom)
            throw new InvalidOperationException($"No place is free for {id}.");
        _holders.Add(id, Holder.Connection | Holder.Handler);
        _handlers++;
        Connections++;
    }

    /// <summary>Takes a place for a connection that needs no handler here.</summary>
    public void AdmitElsewhere(string id)
    {
        if (FreeForElsewhere == 0)
            throw new InvalidOperationException($"No place is free for {id}.");
        _holders.Add(id, Holder.Connection);
        Connections++;
    }

    /// <summary>Whether this connection is not closed yet.</summary>
    public bool IsConnected(string id) => _holders.GetValueOrDefault(id).HasFlag(Holder.Connection);

    /// <summary>Whether its handler has not ended yet.</summary>
    public bool IsHandled(string id) => _holders.GetValueOrDefault(id).HasFlag(Holder.Handler);

    /// <summary>The connection is closed. True the first time.</summary>
    public bool ConnectionClosed(string id)
    {
        if (!Leave(id, Holder.Connection))
            return false;
        Connections--;
        return true;
    }

    /// <summary>The handler has ended. True the first time.</summary>
    public bool HandlerEnded(string id)
    {
        if (!Leave(id, Holder.Handler))
            return false;
        _handlers--;
        return true;
    }

    private bool Leave(string id, Holder part)
    {
        if (!_holders.TryGetValue(id, out var holder) || !holder.HasFlag(part))
            return false;
        var rest = holder & ~part;
        if (rest == Holder.None)
            _holders.Remove(id);
        else
            _holders[id] = rest;
        return true;
    }
}
