using System.Net;
using ActorServer.Server.Settings;

namespace ActorServer.Server.Admission;

/// <content>What it hears from the root, what it tells it, and what it tells itself.</content>
internal sealed partial class Service
{
    /// <summary>To the root: the backend is ready; the listener may be bound.</summary>
    internal sealed record BackendReady
    {
        public static readonly BackendReady Instance = new();
    }

    /// <summary>To the root: all its addresses are bound; nothing is served until <see cref="Open"/>.</summary>
    internal sealed record Bound(ServiceSettings Settings, IReadOnlyList<EndPoint> Addresses);

    /// <summary>To the root: this service cannot serve, or not any more.</summary>
    internal sealed record CannotServe(string Error);

    /// <summary>From the root: all backends are ready; bind.</summary>
    internal sealed record Bind
    {
        public static readonly Bind Instance = new();
    }

    /// <summary>From the root: all services are bound; serve.</summary>
    internal sealed record Open
    {
        public static readonly Open Instance = new();
    }

    /// <summary>From the root: stop accepting and let the clients finish.</summary>
    internal sealed record Drain
    {
        public static readonly Drain Instance = new();
    }

    /// <summary>From the root: the drain has taken long enough; reset what is left.</summary>
    internal sealed record DrainDeadline
    {
        public static readonly DrainDeadline Instance = new();
    }

    /// <summary>To the root: so many clients were left at the drain deadline and are reset.</summary>
    internal sealed record CutOff(int Clients);

    /// <summary>To the root: no client and nothing of the backend is left.</summary>
    internal sealed record Drained;

    /// <summary>To the root: the port is closed; so many clients are served or held.</summary>
    internal sealed record DrainBegun(int Clients);

    private sealed record HandlerPrepared
    {
        public static readonly HandlerPrepared Instance = new();
    }

    private sealed record HandlerUnprepared(string Error);

    private sealed record CheckLine
    {
        public static readonly CheckLine Instance = new();
    }

    private sealed record HandlersOverdue
    {
        public static readonly HandlersOverdue Instance = new();
    }

    private sealed record FlushRefusals
    {
        public static readonly FlushRefusals Instance = new();
    }
}
