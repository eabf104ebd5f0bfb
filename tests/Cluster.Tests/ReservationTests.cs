using System.Collections.Concurrent;
using System.Net;
using ActorServer.Cluster.Life;
using ActorServer.Cluster.Places;
using Akka.Actor;

namespace ActorServer.Cluster.Tests;

public sealed class ReservationTests(ThreeHosts three) : IClassFixture<ThreeHosts>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly IPEndPoint Peer = new(IPAddress.Parse("203.0.113.7"), 55555);
    private static readonly IPEndPoint Local = new(IPAddress.Parse("198.51.100.1"), 80);

    private int _last;

    [Fact]
    public async Task A_place_is_found_on_the_node_with_most_free_places()
    {
        await three.PlacesAsync(0, 5, 9);
        var found = Assert.IsType<PlaceFound>(await FindAsync(three.Lives[0]));
        Assert.Equal(three.Hosts.Names[2], found.Node);
        Assert.Equal(new IPEndPoint(IPAddress.Parse("127.0.0.3"), 4054), found.Legs);
        Assert.Equal([three.Hosts.Names[2]], found.Tried);
        var taken = three.Servers[2].Told.OfType<TakePlace>().Last();
        Assert.Equal((three.Hosts.Names[0], found.Client, "echo", "EchoHandler", Peer, Local, true), (taken.Front, taken.Client, taken.Service, taken.Handler, taken.Peer, taken.Local, taken.TlsHasEnded));
        Assert.Equal(1, three.Servers[2].Taken);
        Assert.NotNull(three.Lives[0].Nodes.Single(node => node.Name == found.Node).Reservation);
    }

    [Fact]
    public async Task A_place_that_is_not_used_is_given_back_to_its_node_in_the_name_of_its_front()
    {
        await three.PlacesAsync(0, 1, 0);
        var found = Assert.IsType<PlaceFound>(await FindAsync(three.Lives[0]));
        three.Lives[0].GiveBack(new GiveBack(found.Node, found.Ticket));
        await Hosts.UntilAsync(() => three.Servers[1].Taken == 0, () => "still taken");
        Assert.Contains(new PlaceGivenBack(three.Hosts.Names[0], found.Ticket), three.Servers[1].Told);
    }

    [Fact]
    public async Task A_node_whose_report_is_outdated_refuses_and_the_next_one_is_asked()
    {
        await three.PlacesAsync(0, 1, 5);
        three.Servers[2].Reset(0);
        var found = Assert.IsType<PlaceFound>(await FindAsync(three.Lives[0]));
        Assert.Equal(three.Hosts.Names[1], found.Node);
        Assert.Equal([three.Hosts.Names[2], three.Hosts.Names[1]], found.Tried);
    }

    [Fact]
    public async Task Where_nobody_has_a_place_or_the_service_none_is_found()
    {
        await three.PlacesAsync(0, 0, 0);
        Assert.IsType<NoPlaceFound>(await FindAsync(three.Lives[0]));
        await three.PlacesAsync(0, 4, 4);
        Assert.IsType<NoPlaceFound>(await FindAsync(three.Lives[0], service: "chat"));
        Assert.IsType<NoPlaceFound>(await FindAsync(three.Lives[0], role: "sandbox"));
        Assert.IsType<NoPlaceFound>(await FindAsync(three.Lives[0], tried: [three.Hosts.Names[1], three.Hosts.Names[2]]));
    }

    [Fact]
    public async Task A_place_that_is_offered_too_late_is_given_back()
    {
        await three.PlacesAsync(0, 0, 5);
        three.Servers[2].IsSlow = true;
        Assert.IsType<NoPlaceFound>(await FindAsync(three.Lives[0]));
        three.Servers[2].IsSlow = false;
        three.Servers[2].Places.Tell("answer");
        await Hosts.UntilAsync(() => three.Servers[2].Told.OfType<PlaceGivenBack>().Any(), () => "not given back");
        Assert.Equal(0, three.Servers[2].Taken);
    }

    [Fact]
    public async Task Two_fronts_that_race_for_forty_places_place_forty()
    {
        await three.PlacesAsync(0, 0, 40);
        var answers = new ConcurrentBag<object>();
        await Task.WhenAll(Enumerable.Range(0, 80).Select(async number => answers.Add(await FindAsync(three.Lives[number % 2]))));
        Assert.Equal(40, answers.OfType<PlaceFound>().Count());
        Assert.Equal(40, answers.OfType<NoPlaceFound>().Count());
        Assert.Equal(40, answers.OfType<PlaceFound>().Select(found => found.Ticket).Distinct().Count());
        Assert.Equal(40, three.Servers[2].Taken);
    }

    [Fact]
    public async Task How_a_client_ended_is_told_to_its_front_as_said_by_the_node_that_served_it()
    {
        three.Lives[1].End(three.Hosts.Names[0], new LegEnded(new NodeName("192.0.2.9", 1), "echo", "c-7", "handler-crashed", "w-3", "code:3", "it broke"));
        var expected = new LegEnded(three.Hosts.Names[1], "echo", "c-7", "handler-crashed", "w-3", "code:3", "it broke");
        await Hosts.UntilAsync(() => three.Servers[0].Told.Contains(expected), () => string.Join(", ", three.Servers[0].Told));
        Assert.DoesNotContain(expected, three.Servers[2].Told);
    }

    private Task<object> FindAsync(ClusterLife life, string service = "echo", string role = "workers", IReadOnlyList<NodeName>? tried = null)
    {
        var answer = new TaskCompletionSource<object>();
        var asker = three.Hosts.Local.ActorOf(Props.Create(() => new Asker(answer)));
        life.Find(new FindPlace($"c-{Interlocked.Increment(ref _last)}", service, "EchoHandler", Peer, Local, TlsHasEnded: true, role, tried ?? []), asker);
        return answer.Task.WaitAsync(Patience);
    }

    private sealed class Asker(TaskCompletionSource<object> answer) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            answer.TrySetResult(message);
            Context.Stop(Self);
        }
    }
}
