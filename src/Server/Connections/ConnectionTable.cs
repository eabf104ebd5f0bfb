using ActorServer.Server.Figures;

namespace ActorServer.Server.Connections;

/// <summary>Who is held and who is served in one service. The service adds and removes; any thread may look.</summary>
internal sealed class ConnectionTable
{
    private readonly Places<ConnectionEntry> _held = new();
    private readonly Places<ConnectionEntry> _served = new();

    /// <summary>Those that are served, each at its place for life.</summary>
    public IReadOnlyList<ConnectionEntry?> Places => _served.Look();

    /// <summary>All, those that are held first.</summary>
    public IEnumerable<ConnectionEntry> All => _held.All().Concat(_served.All());

    /// <summary>One more is held.</summary>
    public void Hold(ConnectionEntry entry)
    {
        entry.Phase = ConnectionPhase.Held;
        _held.Take(entry, static (one, place) => one.Place = place);
    }

    /// <summary>It is held no longer.</summary>
    public void Unhold(ConnectionEntry entry) => _held.Leave(entry.Place);

    /// <summary>One more is served.</summary>
    public void Serve(ConnectionEntry entry)
    {
        entry.Phase = ConnectionPhase.Open;
        _served.Take(entry, static (one, place) => one.Place = place);
    }

    /// <summary>It is served no longer.</summary>
    public void Unserve(ConnectionEntry entry) => _served.Leave(entry.Place);
}
