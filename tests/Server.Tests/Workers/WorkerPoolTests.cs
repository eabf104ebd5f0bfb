using ActorServer.Server.Workers;
using CsCheck;

namespace ActorServer.Server.Tests.Workers;

public class WorkerPoolTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void An_empty_pool_wants_its_spare_workers_but_not_all_at_once() =>
        Assert.Equal(2, Pool(10, spare: 4, concurrent: 2).StartsWanted(0));

    [Fact]
    public void Waiting_clients_are_wanted_workers_on_top_of_the_spare_ones()
    {
        var pool = Pool(10, spare: 1);
        Started(pool);
        Assert.Equal(0, pool.StartsWanted(0));
        Assert.Equal(3, pool.StartsWanted(3));
    }

    [Fact]
    public void A_dying_worker_keeps_its_slot_until_it_is_gone()
    {
        var pool = Pool(1, spare: 1);
        var worker = Started(pool);
        pool.End(worker);
        Assert.Equal(0, pool.StartsWanted(5));
        Assert.Equal(WorkerState.Dying, pool.Gone(worker));
        Assert.Null(pool.Gone(worker));
        Assert.Equal(1, pool.StartsWanted(5));
    }

    [Fact]
    public void Of_fresh_workers_the_one_that_has_waited_longest_is_assigned_and_a_dead_one_never()
    {
        var pool = Pool(4);
        long first = Started(pool), second = Started(pool), third = Started(pool), fourth = Started(pool);
        pool.Gone(first);
        pool.End(second);
        Assert.Equal([third, fourth, null], [pool.Assign(), pool.Assign(), pool.Assign()]);
    }

    [Fact]
    public void Of_workers_that_are_reused_the_one_that_served_last_is_assigned()
    {
        var pool = Pool(3, clientsPerWorker: 0);
        long first = Started(pool), second = Started(pool);
        Assert.Equal([second, first], [pool.Assign(), pool.Assign()]);
        Assert.True(pool.Over(second));
        Assert.True(pool.Over(first));
        Assert.Equal(first, pool.Assign());
    }

    [Fact]
    public void A_worker_that_has_served_its_clients_ends()
    {
        var pool = Pool(1, clientsPerWorker: 2);
        var worker = Started(pool);
        pool.Assign();
        Assert.True(pool.Over(worker));
        pool.Assign();
        Assert.False(pool.Over(worker));
        Assert.Equal(1, pool.Count(WorkerState.Dying));
    }

    [Fact]
    public void A_worker_that_leaves_serves_its_client_and_nobody_after_it()
    {
        var pool = Pool(2, clientsPerWorker: 0);
        long busy = Started(pool), idle = Started(pool);
        pool.Assign();
        Assert.True(pool.Leave(busy));
        pool.Gone(busy);
        Assert.False(pool.Leave(idle));
        Assert.False(pool.Over(idle));
        Assert.Null(pool.Assign());
    }

    [Fact]
    public void What_a_worker_says_after_it_was_told_to_end_changes_nothing()
    {
        var pool = Pool(2);
        long starting = pool.Start(), busy = Started(pool);
        pool.Assign();
        pool.End(starting);
        pool.End(busy);
        Assert.False(pool.Ready(starting));
        Assert.False(pool.Over(busy));
        Assert.Equal(2, pool.Count(WorkerState.Dying));
    }

    [Fact]
    public void Of_workers_that_have_long_been_idle_all_but_the_spare_ones_end_the_longest_idle_first()
    {
        var pool = Pool(5, spare: 2, clientsPerWorker: 0, idleTimeout: 60);
        long[] workers = [Started(pool), Started(pool), Started(pool), Started(pool), Started(pool)];
        _time.Pass(TimeSpan.FromSeconds(59));
        Assert.Empty(pool.EndUnneeded());
        Assert.Equal(workers[4], pool.Assign());
        _time.Pass(TimeSpan.FromSeconds(1));
        Assert.True(pool.Over(workers[4]));
        Assert.Equal(workers[..2], pool.EndUnneeded());
        Assert.Empty(pool.EndUnneeded());
        _time.Pass(TimeSpan.FromDays(1));
        Assert.Equal([workers[2]], pool.EndUnneeded());
        Assert.Equal(0, pool.StartsWanted(0));
    }

    [Fact]
    public void Where_clients_come_and_go_no_worker_is_ended_that_the_next_would_have_to_start()
    {
        var pool = Pool(5, spare: 1, clientsPerWorker: 0, idleTimeout: 60);
        Started(pool);
        for (var i = 0; i < 20; i++)
        {
            var worker = pool.Assign();
            for (var wanted = pool.StartsWanted(0); wanted > 0; wanted--)
                Started(pool);
            pool.Over(worker!.Value);
            _time.Pass(TimeSpan.FromSeconds(15));
            Assert.Empty(pool.EndUnneeded());
        }

        Assert.Equal(2, pool.Total);
    }

    [Fact]
    public void A_step_that_cannot_be_is_an_error()
    {
        var pool = Pool(1);
        var worker = Started(pool);
        Assert.Throws<InvalidOperationException>(() => pool.Start());
        Assert.Throws<InvalidOperationException>(() => pool.Ready(worker));
        Assert.Throws<InvalidOperationException>(() => pool.Over(worker));
        pool.Gone(worker);
        Assert.Throws<InvalidOperationException>(() => pool.Ready(worker));
    }

    [Fact]
    public void Whatever_the_order_of_events_the_cap_holds_no_slot_leaks_and_nobody_is_assigned_twice() =>
        Gen.Select(AnySettings, Gen.Select(Gen.Enum<PoolEvent>(), Gen.Int[0, 40]).List[0, 150]).Sample((settings, events) =>
        {
            var model = new PoolModel(settings);
            foreach (var (what, pick) in events)
            {
                model.Step(what, pick);
                model.AgreesWithPool();
            }

            model.AllGoAndNothingIsLeft();
        });

    private static Gen<ProcessSettings> AnySettings =>
        Gen.Select(Gen.Int[1, 8], Gen.Int[0, 8], Gen.Int[1, 4], Gen.Int[0, 4], Gen.OneOf(0, 10, 50, 100), Gen.OneOf(0, 30), Settings);

    private static ProcessSettings Settings(int max, int spare, int concurrent, int clientsPerWorker, int jitter, int idleTimeout) =>
        new("auto", "auto", spare, max, clientsPerWorker, concurrent, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5), ClientsPerWorkerJitter: jitter, IdleWorkerTimeout: TimeSpan.FromSeconds(idleTimeout));

    private static long Started(WorkerPool pool)
    {
        var worker = pool.Start();
        Assert.True(pool.Ready(worker));
        return worker;
    }

    private WorkerPool Pool(int max, int spare = 0, int concurrent = 10, int clientsPerWorker = 1, int idleTimeout = 0) =>
        new(Settings(max, spare, concurrent, clientsPerWorker, jitter: 0, idleTimeout), _time);
}
