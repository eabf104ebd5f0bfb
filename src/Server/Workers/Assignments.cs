using System.Diagnostics.CodeAnalysis;

namespace ActorServer.Server.Workers;

/// <summary>The clients that a worker serves, found by what is said of them.</summary>
internal sealed class Assignments
{
    private readonly Dictionary<string, Assignment> _byId = [];
    private readonly Dictionary<long, Assignment> _byHandOff = [];

    public int Count => _byId.Count;

    public IReadOnlyCollection<Assignment> All => _byId.Values;

    public IReadOnlyCollection<string> Ids => [.. _byId.Keys];

    /// <summary>Nothing but clients for whom the worker can do nothing more.</summary>
    public bool AreGivenUp => _byId.Count > 0 && _byId.Values.All(client => client.IsGivenUp);

    public void Add(Assignment client)
    {
        _byId.Add(client.Id, client);
        if (!client.IsRelayed)
            _byHandOff.Add(client.HandOff, client);
    }

    public void Remove(Assignment client)
    {
        _byId.Remove(client.Id);
        _byHandOff.Remove(client.HandOff);
    }

    public bool TryFind(string id, [NotNullWhen(true)] out Assignment? client) => _byId.TryGetValue(id, out client);

    public bool TryFind(long handOff, [NotNullWhen(true)] out Assignment? client) => _byHandOff.TryGetValue(handOff, out client);
}
