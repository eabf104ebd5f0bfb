namespace ActorServer.Cluster.Gate;

/// <summary>
/// Bounds how many may be connected without having said who they are: before that, nobody has shown a certificate. By address as well,
/// so that one stranger does not keep the nodes out. Thread-safe.
/// </summary>
internal sealed class Strangers
{
    /// <summary>In all.</summary>
    public const int Most = 256;

    /// <summary>From one address.</summary>
    public const int MostOfOne = 16;

    private readonly Dictionary<string, int> _byAddress = new(StringComparer.Ordinal);
    private int _all;

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_byAddress)
                return _all;
        }
    }

    /// <summary>One more, if there is room.</summary>
    public bool TryEnter(string address)
    {
        lock (_byAddress)
        {
            var ofThis = _byAddress.GetValueOrDefault(address);
            if (_all >= Most || ofThis >= MostOfOne)
                return false;
            _byAddress[address] = ofThis + 1;
            _all++;
            return true;
        }
    }

    /// <summary>One less: it is known now, or gone.</summary>
    public void Leave(string address)
    {
        lock (_byAddress)
        {
            _all--;
            if (--_byAddress[address] == 0)
                _byAddress.Remove(address);
        }
    }
}
