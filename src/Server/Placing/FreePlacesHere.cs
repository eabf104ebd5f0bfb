using ActorServer.Cluster;
using ActorServer.Cluster.Places;

namespace ActorServer.Server.Placing;

/// <summary>How many places each service of this server has for clients of fronts. Each service writes its own; any thread may read.</summary>
/// <param name="cluster">Is told of each change.</param>
internal sealed class FreePlacesHere(ICluster cluster)
{
    private readonly Lock _writing = new();
    private volatile FreePlaces _now = new(new Dictionary<string, int>());

    /// <summary>As they are now.</summary>
    public FreePlaces Now => _now;

    /// <summary>A service has so many.</summary>
    public void Set(string service, int places)
    {
        lock (_writing)
            _now = new FreePlaces(new Dictionary<string, int>(_now.ByService) { [service] = places });
        cluster.Report(_now);
    }
}
