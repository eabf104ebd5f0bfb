using ActorServer.Monitoring;

namespace ActorServer.Control.Top;

/// <summary>The nodes of a cluster in a line: how many are how, who is not well, and who is served elsewhere.</summary>
internal static class NodesLine
{
    // What an operator has to know stands first: a narrow line is cut at its end.
    private static readonly (string State, Ink Ink)[] Order =
    [
        ("up", Ink.Plain), ("unreachable", Ink.Refused), ("down", Ink.Refused), ("joining", Ink.Plain), ("leaving", Ink.Plain), ("gone", Ink.Quiet),
    ];

    /// <summary>Draws it.</summary>
    public static void Draw(FrameLine line, IReadOnlyList<NodeRow> nodes)
    {
        line.Add("nodes", Ink.Strong);
        foreach (var (state, ink) in Order)
        {
            var which = nodes.Where(node => node.State == state).ToArray();
            if (which.Length > 0 || state == "up")
                line.Add($" {Figures.Count(which.Length)} {state}{Names(state, which)}", ink);
        }

        var others = nodes.Where(node => !node.IsSelf).ToArray();
        var free = others.Where(node => node.State == "up").Sum(node => (node.Free?.Values ?? []).Sum(places => (long)places));
        line.Add($" · {Figures.Count(others.Sum(node => (long)node.LegsThere))} there, {Figures.Count(others.Sum(node => (long)node.LegsHere))} here · {Figures.Count(free)} free there", Ink.Quiet);
    }

    // Those alone that somebody may look for; of several the first says where to begin.
    private static string Names(string state, NodeRow[] which) =>
        state is "unreachable" or "down" && which.Length > 0 ? $" ({Figures.Plain(which[0].Name)}{(which.Length > 1 ? ", …" : "")})" : "";
}
