using ActorServer.Server.Workers;
using CsCheck;

namespace ActorServer.Server.Tests.Workers;

public class WorkerPoolTests
{
    [Fact]
    public void An_empty_pool_wants_its_spare_workers_but_not_all_at_once()
    {
        var pool = new WorkerPool(maxWorkers: 10, spareWorkers: 4, maxConcurrentStarts: 2);
        Assert.Equal(2, pool.StartsWanted(0));
    }

    [Fact]
    public void Waiting_clients_are_wanted_workers_on_top_of_the_spare_ones()
    {
        var pool = new WorkerPool(10, 1, 10);
        pool.Idle(pool.Start());
        Assert.Equal(0, pool.StartsWanted(0));
        Assert.Equal(3, pool.StartsWanted(3));
    }

    [Fact]
    public void A_dying_worker_keeps_its_slot_until_it_is_gone()
    {
        var pool = new WorkerPool(1, 1, 1);
        var worker = pool.Start();
        pool.Idle(worker);
        pool.End(worker);
        Assert.Equal(0, pool.StartsWanted(5));
        Assert.Equal(WorkerState.Dying, pool.Gone(worker));
        Assert.Null(pool.Gone(worker));
        Assert.Equal(1, pool.StartsWanted(5));
    }

    [Fact]
    public void The_worker_that_has_waited_longest_is_assigned_first_and_a_dead_one_never()
    {
        var pool = new WorkerPool(3, 3, 3);
        int first = pool.Start(), second = pool.Start(), third = pool.Start();
        pool.Idle(first);
        pool.Idle(second);
        pool.Idle(third);
        pool.Gone(first);
        pool.End(second);
        Assert.Equal(third, pool.Assign());
        Assert.Null(pool.Assign());
    }

    [Fact]
    public void A_step_that_cannot_be_is_an_error()
    {
        var pool = new WorkerPool(1, 1, 1);
        var worker = pool.Start();
        Assert.Throws<InvalidOperationException>(() => pool.Start());
        pool.Idle(worker);
        Assert.Throws<InvalidOperationException>(() => pool.Idle(worker));
    }

    [Fact]
    public void Whatever_the_order_of_events_the_cap_holds_and_no_slot_leaks() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[0, 8], Gen.Int[1, 4], Gen.Select(Gen.Int[0, 5], Gen.Int[0, 20]).List[0, 120]).Sample((max, spare, concurrent, events) =>
        {
            var pool = new WorkerPool(max, spare, concurrent);
            var model = new Dictionary<int, WorkerState>();
            foreach (var (kind, pick) in events)
            {
                Step(pool, model, kind, pick);
                Assert.Equal(model.Count, pool.Total);
                Assert.InRange(pool.Total, 0, max);
                Assert.InRange(pool.Count(WorkerState.Starting), 0, concurrent);
                foreach (var state in new[] { WorkerState.Starting, WorkerState.Idle, WorkerState.Busy, WorkerState.Dying })
                    Assert.Equal(model.Values.Count(value => value == state), pool.Count(state));
            }

            foreach (var worker in model.Keys)
                pool.Gone(worker);
            Assert.Equal(0, pool.Total);
            Assert.Equal(Math.Min(Math.Min(1 + spare, max), concurrent), pool.StartsWanted(1));
        });

    private static void Step(WorkerPool pool, Dictionary<int, WorkerState> model, int kind, int pick)
    {
        int? Some(params WorkerState[] states)
        {
            var candidates = model.Where(worker => states.Contains(worker.Value)).Select(worker => worker.Key).ToArray();
            return candidates.Length == 0 ? null : candidates[pick % candidates.Length];
        }

        switch (kind)
        {
            case 0:
                for (var i = pool.StartsWanted(pick); i > 0; i--)
                    model[pool.Start()] = WorkerState.Starting;
                break;
            case 1 when Some(WorkerState.Starting) is { } ready:
                pool.Idle(ready);
                model[ready] = WorkerState.Idle;
                break;
            case 2:
                var assigned = pool.Assign();
                Assert.Equal(model.ContainsValue(WorkerState.Idle), assigned is not null);
                if (assigned is { } worker)
                    model[worker] = WorkerState.Busy;
                break;
            case 3 when Some(WorkerState.Busy) is { } released:
                pool.Idle(released);
                model[released] = WorkerState.Idle;
                break;
            case 4 when Some(WorkerState.Starting, WorkerState.Idle, WorkerState.Busy) is { } ending:
                pool.End(ending);
                model[ending] = WorkerState.Dying;
                break;
            case 5 when Some(WorkerState.Starting, WorkerState.Idle, WorkerState.Busy, WorkerState.Dying) is { } gone:
                Assert.Equal(model[gone], pool.Gone(gone));
                model.Remove(gone);
                break;
        }
    }
}
