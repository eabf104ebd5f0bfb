namespace EmbeddedHost;

/// <summary>What can be ordered: a service that handlers take, of which each worker has one.</summary>
public sealed class Catalogue
{
    private readonly HashSet<string> _things = ["apples", "pears", "plums"];

    public bool Has(string what) => _things.Contains(what);
}
