using System.Net;

namespace ActorServer.Server.Accepting;

/// <summary>How far a listener has come with binding its addresses, one after the other and all on one port. Pure.</summary>
/// <param name="Addresses">All that are to be bound.</param>
/// <param name="PortsLeft">How often another port may be tried where the system chooses it.</param>
internal sealed record BindingPlan(IReadOnlyList<IPAddress> Addresses, int PortsLeft)
{
    private int Passed { get; init; }

    /// <summary>What is bound, in order.</summary>
    public IReadOnlyList<IPEndPoint> Bound { get; private init; } = [];

    /// <summary>Whether no address is left.</summary>
    public bool IsDone => Passed == Addresses.Count;

    /// <summary>The address whose turn it is.</summary>
    public IPAddress Next => Addresses[Passed];

    /// <summary>The port of those that are bound; null where none is.</summary>
    public int? Port => Bound.Count == 0 ? null : Bound[0].Port;

    /// <summary>Whether the next address may be left out: one at least has to be bound.</summary>
    public bool MaySkipNext => Bound.Count > 0 || Passed + 1 < Addresses.Count;

    /// <summary>The next address is bound.</summary>
    public BindingPlan Bind(IPEndPoint endPoint) => this with { Passed = Passed + 1, Bound = [.. Bound, endPoint] };

    /// <summary>The next address is left out.</summary>
    public BindingPlan SkipNext() => this with { Passed = Passed + 1 };

    /// <summary>The port is taken at the next address: everything is bound anew.</summary>
    public BindingPlan WithAnotherPort() => this with { Passed = 0, Bound = [], PortsLeft = PortsLeft - 1 };
}
