using System.Net;

namespace ActorServer.Server.Accepting;

/// <summary>How far a listener has come with the addresses that are configured. Pure.</summary>
/// <param name="Addresses">All of them.</param>
internal sealed record BindingProgress(IReadOnlyList<ListenAddress> Addresses)
{
    private int Passed { get; init; }

    /// <summary>What is bound, in order.</summary>
    public IReadOnlyList<EndPoint> Bound { get; private init; } = [];

    /// <summary>The address whose turn it is; null when all are bound.</summary>
    public ListenAddress? Next => Passed < Addresses.Count ? Addresses[Passed] : null;

    /// <summary>The next address is bound, at all that it means.</summary>
    public BindingProgress Bind(IReadOnlyList<EndPoint> bound) => this with { Passed = Passed + 1, Bound = [.. Bound, .. bound] };
}
