using ActorServer.Cluster.Nodes;
using ActorServer.Cluster.Places;
using CsCheck;

namespace ActorServer.Cluster.Tests;

public sealed class CandidatesTests
{
    private static readonly NodeName[] Names = [.. Enumerable.Range(1, 5).Select(number => new NodeName($"10.0.0.{number}", 4053))];

    private static readonly string[] States = ["up", "joining", "leaving", "unreachable", "down"];

    private static readonly Gen<(string State, bool HasRole, int? Free, bool IsSilent)> Node =
        Gen.Select(Gen.Int[0, States.Length - 1].Select(index => States[index]), Gen.Bool, Gen.Int[-1, 3], Gen.Bool)
            .Select((state, role, free, silent) => (state, role, free < 0 ? (int?)null : free, silent));

    [Fact]
    public void Each_node_is_asked_once_at_most_three_in_all_and_only_one_that_is_there_with_the_role() =>
        Node.Array[0, 5].Sample(nodes =>
        {
            var candidates = new Candidates();
            candidates.Set([.. nodes.Select((node, index) => new NodeState(Names[index], node.State, node.HasRole ? ["workers"] : ["front"], IsSelf: index == 4))]);
            for (var index = 0; index < nodes.Length; index++)
            {
                if (nodes[index].Free is { } free)
                    candidates.Report(Names[index], new Dictionary<string, int> { ["echo"] = free });
                if (nodes[index].IsSilent)
                    candidates.Silence(Names[index]);
            }

            var tried = new List<NodeName>();
            while (candidates.Next("echo", "workers", tried) is { } next)
                tried.Add(next);
            var good = nodes.Index().Where(node => node.Item is { State: "up", HasRole: true, IsSilent: false } && node.Index != 4).ToList();
            Assert.Equal(Math.Min(3, good.Count), tried.Count);
            Assert.Equal(tried.Count, tried.Distinct().Count());
            Assert.Equal(good.OrderByDescending(node => node.Item.Free ?? 0).ThenBy(node => node.Index).Take(3).Select(node => Names[node.Index]), tried);
        });

    [Fact]
    public void Clients_that_come_at_once_are_spread()
    {
        var candidates = Two(5, 4);
        var asked = new List<NodeName>();
        for (var client = 0; client < 5; client++)
        {
            asked.Add(candidates.Next("echo", "workers", [])!);
            candidates.Ask(asked[^1], "echo");
        }

        Assert.Equal(3, asked.Count(name => name == Names[0]));
        foreach (var name in asked)
            candidates.Answered(name, "echo", hasTaken: true);
        Assert.Equal(Names[0], candidates.Next("echo", "workers", []));
        candidates.Report(Names[0], new Dictionary<string, int>());
        Assert.Equal(Names[1], candidates.Next("echo", "workers", []));
    }

    [Fact]
    public void A_node_that_is_silent_is_asked_again_when_it_has_said_something()
    {
        var candidates = Two(5, 4);
        candidates.Silence(Names[0]);
        Assert.False(candidates.MayBeAsked(Names[0]));
        Assert.Equal(Names[1], candidates.Next("echo", "workers", []));
        candidates.Hear(Names[0]);
        Assert.Equal(Names[0], candidates.Next("echo", "workers", []));
    }

    private static Candidates Two(int first, int second)
    {
        var candidates = new Candidates();
        candidates.Set([.. Names.Take(2).Select(name => new NodeState(name, NodeState.Up, ["workers"], IsSelf: false))]);
        candidates.Report(Names[0], new Dictionary<string, int> { ["echo"] = first });
        candidates.Report(Names[1], new Dictionary<string, int> { ["echo"] = second });
        return candidates;
    }
}
