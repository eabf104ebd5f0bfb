using ActorServer.Server.Figures;
using CsCheck;

namespace ActorServer.Server.Tests.Figures;

public sealed class PlacesTests
{
    [Fact]
    public void Each_keeps_its_place_for_life_and_the_lowest_free_one_is_taken_next() =>
        Gen.Int[0, 5].Array[0, 200].Sample(picks =>
        {
            var places = new Places<string>();
            var there = new SortedDictionary<int, string>();
            foreach (var (pick, step) in picks.Select((pick, step) => (pick, step)))
            {
                if (pick < 3 || there.Count == 0)
                {
                    var lowest = Enumerable.Range(0, int.MaxValue).First(place => !there.ContainsKey(place));
                    Assert.Equal(lowest, places.Take($"{step}"));
                    there.Add(lowest, $"{step}");
                }
                else
                {
                    var place = there.Keys.ElementAt(step % there.Count);
                    places.Leave(place);
                    there.Remove(place);
                }

                var seen = places.Look();
                Assert.Equal(there.Count == 0 ? 0 : there.Keys.Last() + 1, seen.Count);
                Assert.All(seen.Select((one, place) => (one, place)), at => Assert.Equal(there.GetValueOrDefault(at.place), at.one));
                Assert.Equal(there.Values, places.All());
            }
        });

    [Fact]
    public async Task Whoever_looks_sees_all_who_are_there_all_the_while()
    {
        var places = new Places<string>();
        string[] staying = [.. Enumerable.Range(0, 5).Select(number => $"stays {number}")];
        foreach (var one in staying)
            places.Take(one);
        using var ended = new CancellationTokenSource();
        var looking = Task.Run(() =>
        {
            while (!ended.IsCancellationRequested)
                Assert.Equal(staying, places.All().Where(one => one.StartsWith("stays", StringComparison.Ordinal)));
        });
        for (var round = 0; round < 200; round++)
        {
            int[] taken = [.. Enumerable.Range(0, 100).Select(_ => places.Take("goes"))];
            Array.ForEach(taken, places.Leave);
        }

        await ended.CancelAsync();
        await looking;
    }
}
