using System.Collections.Concurrent;

namespace ActorServer.UnixSocket;

/// <summary>The associations of one transport that live. When the transport ends they all do, those that begin meanwhile too. Thread-safe.</summary>
internal sealed class Associations
{
    private readonly ConcurrentDictionary<UnixSocketAssociation, byte> _living = new(ReferenceEqualityComparer.Instance);
    private volatile bool _closed;

    /// <summary>Starts an association that has just been made.</summary>
    public void Begin(UnixSocketAssociation association)
    {
        _living.TryAdd(association, 0);
        association.Start();
        // It began while the others were being closed: nobody else would close it.
        if (_closed)
            association.Cut();
    }

    /// <summary>An association has ended.</summary>
    public void Forget(UnixSocketAssociation association) => _living.TryRemove(association, out _);

    /// <summary>Closes all of them; each is bounded by itself.</summary>
    public Task CloseAsync()
    {
        _closed = true;
        return Task.WhenAll(_living.Keys.Select(association => association.CloseAsync()));
    }
}
