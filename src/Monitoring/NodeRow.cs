namespace ActorServer.Monitoring;

/// <summary>One node of the cluster, as this server sees it.</summary>
/// <param name="Name">Its address: <c>10.0.0.2:4053</c>.</param>
/// <param name="State">
/// <c>joining</c>, <c>up</c>, <c>leaving</c>, <c>unreachable</c> or <c>down</c>; <c>gone</c> where it is no member any more and has legs still.
/// </param>
/// <param name="Roles"><c>front</c>, <c>workers</c> and the operator's own.</param>
/// <param name="Free">Free places by service, as it has last reported.</param>
/// <param name="LegsThere">Clients of this server that it serves.</param>
/// <param name="LegsHere">Its clients that this server serves.</param>
/// <param name="IsSelf">It is this server.</param>
/// <param name="ReservationSeconds">Round trip of a reservation there, the median of the last hundred; null before the first.</param>
public sealed record NodeRow(
    string Name, string State, IReadOnlyList<string> Roles, IReadOnlyDictionary<string, int> Free, int LegsThere, int LegsHere, bool IsSelf,
    double? ReservationSeconds = null)
{
    /// <summary>All that a node can be, the usual way of its life first.</summary>
    public static readonly IReadOnlyList<string> States = ["joining", "up", "leaving", "unreachable", "down", "gone"];
}
