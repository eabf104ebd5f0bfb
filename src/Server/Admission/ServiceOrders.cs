using ActorServer.Monitoring;
using ActorServer.Server.Figures;

namespace ActorServer.Server.Admission;

/// <summary>What an operator wants of a service. All but <see cref="Look"/> are answered by a <see cref="ControlOutcome"/>.</summary>
internal static class ServiceOrders
{
    /// <summary>How do you fare? Answered by <see cref="Seen"/>.</summary>
    internal sealed record Look
    {
        public static readonly Look Instance = new();
    }

    /// <summary>All of one moment.</summary>
    internal sealed record Seen(ServiceStatus Status, LastMinute.Summary Minute);

    /// <summary>Serve nobody new.</summary>
    internal sealed record Pause
    {
        public static readonly Pause Instance = new();
    }

    /// <summary>Serve again.</summary>
    internal sealed record Resume
    {
        public static readonly Resume Instance = new();
    }

    /// <summary>Close the port and let the clients finish, at most for this long; the server goes on.</summary>
    internal sealed record DrainAlone(TimeSpan Timeout);

    /// <summary>From now on these limits hold: keys of the block <c>limits</c>, and <c>max-workers</c>.</summary>
    internal sealed record SetLimits(IReadOnlyDictionary<string, string> Limits);

    /// <summary>Reset this client.</summary>
    internal sealed record Close(string Id);
}
