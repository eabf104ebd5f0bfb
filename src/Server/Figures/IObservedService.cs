using ActorServer.Monitoring;

namespace ActorServer.Server.Figures;

/// <summary>What the meter asks a service for, whenever somebody reads it. From any thread; nothing is waited for.</summary>
internal interface IObservedService
{
    /// <summary>The names that its figures go by.</summary>
    ServiceMeter Meter { get; }

    /// <summary>Who is served now.</summary>
    long Served { get; }

    /// <summary>Who is held now.</summary>
    long Held { get; }

    /// <summary>Its workers; null where it has none.</summary>
    WorkerCounts? WorkerCounts { get; }
}
