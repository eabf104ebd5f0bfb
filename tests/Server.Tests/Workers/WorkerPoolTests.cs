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
        Assert.True(pool.Retire(busy, RetireReason.Asked));
        pool.Gone(busy);
        Assert.False(pool.Retire(idle, RetireReason.Asked));
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
    public void The_worker_with_the_fewest_clients_gets_the_next_one_and_none_more_than_it_may_have()
    {
        var pool = Pool(3, clientsPerWorker: 0, atOnce: 2);
        long first = Started(pool), second = Started(pool);
        Assert.Equal([second, first, first, second, null], [pool.Assign(), pool.Assign(), pool.Assign(), pool.Assign(), pool.Assign()]);
        Assert.True(pool.Over(second));
        Assert.Equal(second, pool.Assign());
    }

    [Fact]
    public void As_many_clients_need_fewer_workers_and_spare_ones_are_places()
    {
        var pool = Pool(10, spare: 2, clientsPerWorker: 0, atOnce: 100);
        Assert.Equal(2, pool.StartsWanted(0));
        Started(pool);
        Started(pool);
        for (var client = 0; client < 99; client++)
            pool.Assign();
        Assert.Equal(0, pool.StartsWanted(0));
        pool.Assign();
        Assert.Equal(1, pool.StartsWanted(0));
        Assert.Equal(3, pool.StartsWanted(250));
    }

    [Fact]
    public void A_worker_that_has_served_enough_finishes_its_clients_and_its_other_places_are_nobodys()
    {
        var pool = Pool(2, clientsPerWorker: 3, atOnce: 2);
        var worker = Started(pool);
        pool.Assign();
        pool.Assign();
        Assert.True(pool.Over(worker));
        Assert.Equal(4, pool.Capacity);
        pool.Assign();
        Assert.Equal(RetireReason.ClientsPerWorker, pool.Entry(worker).Retired);
        Assert.True(pool.Over(worker));
        Assert.Equal((3, null), (pool.Capacity, pool.Assign()));
        Assert.False(pool.Over(worker));
        Assert.Equal(4, pool.Capacity);
    }

    [Fact]
    public void An_old_worker_goes_on_serving_until_another_one_is_there()
    {
        var pool = Pool(2, spare: 1, clientsPerWorker: 0, atOnce: 2, age: 60);
        var old = Started(pool);
        pool.Assign();
        _time.Pass(TimeSpan.FromSeconds(60));
        pool.NoteAges();
        Assert.Equal(1, pool.StartsWanted(0));
        Assert.Null(pool.RetireDue());
        Assert.Null(pool.Entry(old).Retired);
        var next = Started(pool);
        Assert.Equal((old, false), pool.RetireDue());
        Assert.Equal(RetireReason.MaxWorkerAge, pool.Entry(old).Retired);
        Assert.Equal(next, pool.Assign());
        Assert.False(pool.Over(old));
    }

    [Fact]
    public void Without_spare_workers_too_one_that_serves_goes_on_until_another_one_is_there()
    {
        var pool = Pool(2, clientsPerWorker: 0, atOnce: 2, age: 60);
        var old = Started(pool);
        pool.Assign();
        Assert.Equal(0, pool.StartsWanted(0));
        _time.Pass(TimeSpan.FromSeconds(60));
        pool.NoteAges();
        Assert.Null(pool.RetireDue());
        Assert.Equal(1, pool.StartsWanted(0));
        var next = Started(pool);
        Assert.Equal((old, false), pool.RetireDue());
        Assert.Equal((0, next), (pool.StartsWanted(0), pool.Assign()));
    }

    [Fact]
    public void Without_spare_workers_the_only_one_goes_on_as_long_as_it_has_clients()
    {
        var pool = Pool(1, clientsPerWorker: 0, atOnce: 2, age: 60);
        var only = Started(pool);
        pool.Assign();
        _time.Pass(TimeSpan.FromSeconds(60));
        pool.NoteAges();
        Assert.Null(pool.RetireDue());
        Assert.Equal(only, pool.Assign());
    }

    [Fact]
    public void Without_spare_workers_one_that_serves_nobody_ends_and_none_is_started_in_its_place()
    {
        var pool = Pool(2, clientsPerWorker: 0, atOnce: 2, age: 60);
        var old = Started(pool);
        _time.Pass(TimeSpan.FromSeconds(60));
        pool.NoteAges();
        Assert.Equal(0, pool.StartsWanted(0));
        Assert.Equal((old, true), pool.RetireDue());
        Assert.Equal(0, pool.StartsWanted(0));
    }

    [Fact]
    public void Places_of_workers_that_are_due_as_well_do_not_replace_one()
    {
        var pool = Pool(3, spare: 1, clientsPerWorker: 0, atOnce: 2, age: 60);
        long first = Started(pool), second = Started(pool);
        pool.Assign();
        pool.Assign();
        _time.Pass(TimeSpan.FromSeconds(60));
        pool.NoteAges();
        Assert.Null(pool.RetireDue());
        Assert.Equal(1, pool.StartsWanted(0));
        Started(pool);
        Assert.Equal((first, false), pool.RetireDue());
        Assert.Equal((second, false), pool.RetireDue());
    }

    [Fact]
    public void With_one_client_at_a_time_the_only_worker_ends_after_the_client_that_it_has()
    {
        var pool = Pool(1, spare: 1, clientsPerWorker: 0, age: 60);
        var only = Started(pool);
        pool.Assign();
        _time.Pass(TimeSpan.FromSeconds(60));
        pool.NoteAges();
        Assert.Equal((only, false), pool.RetireDue());
        Assert.False(pool.Over(only));
    }

    [Fact]
    public void Where_no_other_one_can_be_started_one_large_worker_at_a_time_finishes_its_clients_and_never_the_last()
    {
        var pool = Pool(2, spare: 1, clientsPerWorker: 0, atOnce: 2, memory: 100);
        long first = Started(pool), second = Started(pool);
        pool.Assign();
        pool.Assign();
        pool.NoteMemory(first, 100);
        pool.NoteMemory(second, 100);
        Assert.Equal((first, false), pool.RetireDue());
        Assert.Null(pool.RetireDue());
        Assert.Equal((RetireReason.RecycleMemory, null), (pool.Entry(first).Retired, pool.Entry(second).Retired));
        Assert.Equal(second, pool.Assign());
        Assert.False(pool.Over(first));
        Assert.Null(pool.RetireDue());
        pool.Gone(first);
        Started(pool);
        Assert.Equal((second, false), pool.RetireDue());
        Assert.Equal(RetireReason.RecycleMemory, pool.Entry(second).Retired);
    }

    [Fact]
    public void A_worker_that_has_served_nobody_is_not_replaced_for_its_memory()
    {
        var pool = Pool(2, clientsPerWorker: 0, memory: 100);
        var worker = Started(pool);
        pool.NoteMemory(worker, 1_000);
        Assert.Null(pool.RetireDue());
        Assert.Empty(pool.Ripening);
        pool.Assign();
        Assert.Single(pool.Ripening);
    }

    [Fact]
    public void Whatever_the_order_of_events_the_cap_holds_no_place_leaks_and_nobody_is_assigned_twice() =>
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
        from one in Gen.Select(Gen.Int[1, 8], Gen.Int[0, 8], Gen.Int[1, 4], Gen.Int[0, 4], Gen.OneOf(0, 10, 50, 100), Gen.OneOf(0, 30), Settings)
        from atOnce in Gen.OneOf(1, 1, 2, 5)
        from age in Gen.OneOf(0, 50)
        from memory in Gen.OneOf(0, 30)
        select one with
        {
            ClientsAtOnce = atOnce,
            ClientsPerWorker = one.ClientsPerWorker == 0 ? 0 : one.ClientsPerWorker - 1 + atOnce,
            MaxWorkerAge = TimeSpan.FromSeconds(age),
            RecycleMemory = memory,
        };

    private static ProcessSettings Settings(int max, int spare, int concurrent, int clientsPerWorker, int jitter, int idleTimeout) =>
        new("auto", "auto", spare, max, clientsPerWorker, concurrent, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5), ClientsPerWorkerJitter: jitter, IdleWorkerTimeout: TimeSpan.FromSeconds(idleTimeout));

    private static long Started(WorkerPool pool)
    {
        var worker = pool.Start();
        Assert.True(pool.Ready(worker));
        return worker;
    }

    private WorkerPool Pool(int max, int spare = 0, int concurrent = 10, int clientsPerWorker = 1, int idleTimeout = 0, int atOnce = 1, int age = 0, long memory = 0) => new(
        Settings(max, spare, concurrent, clientsPerWorker, jitter: 0, idleTimeout) with
        {
            ClientsAtOnce = atOnce,
            MaxWorkerAge = TimeSpan.FromSeconds(age),
            RecycleMemory = memory,
        },
        _time);
}
