using ActorServer.Threads.Dispatching;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorServer.Threads.Tests.Dispatching;

public sealed class DedicatedThreadsTests() : TestKit(Hocon)
{
    private const string Type = "type = \"ActorServer.Threads.Dispatching.DedicatedThreads, ActorServer.Akka.Threads\"";
    private const string Hocon = $$"""
        akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
        own { {{Type}}, keep-alive-time = 0s }
        kept { {{Type}}, keep-alive-time = 1h }
        shared { {{Type}}, thread-for = all-actors, keep-alive-time = 0s }
        tiny { {{Type}}, stack-size = 1KiB }
        endless { {{Type}}, keep-alive-time = 30d }
        timeless { {{Type}}, keep-alive-time = soon }
        idle { {{Type}}, throughput = 0 }
        nobodys { {{Type}}, thread-for = nobody }
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly AsyncLocal<string?> Local = new();

    [ThreadStatic]
    private static string? _leftOnThread;

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Theory]
    [InlineData("own")]
    [InlineData("kept")]
    public void Each_actor_has_a_thread_of_its_own_that_bears_its_name(string dispatcher)
    {
        using var all = new Barrier(9);
        for (var i = 1; i <= 8; i++)
            Actor(dispatcher, $"c-{i}").Tell((Action)(() => all.SignalAndWait(Patience)));
        // Eight at once in one place need eight threads.
        Assert.True(all.SignalAndWait(Patience));

        var threads = Enumerable.Range(1, 8).Select(i => ThreadOf(Sys.ActorSelection($"/user/c-{i}").ResolveOne(Patience).Result)).ToArray();

        Assert.Equal(8, threads.Distinct().Count());
        Assert.Equal(Enumerable.Range(1, 8).Select(i => $"c-{i}"), threads.Select(thread => thread.Name));
    }

    [Fact]
    public void An_actor_stays_on_its_thread()
    {
        var actor = Actor("own", "c-1");
        Assert.Equal(ThreadOf(actor), ThreadOf(actor));
    }

    [Fact]
    public void A_thread_that_is_not_kept_ends_with_its_actor()
    {
        var actor = Actor("own", "c-1");
        var thread = ThreadOf(actor);
        Stop(actor);
        Assert.True(thread.Join(Patience));
    }

    [Fact]
    public void A_thread_that_is_kept_serves_the_next_actor_by_its_name()
    {
        var first = Actor("kept", "c-1");
        var thread = ThreadOf(first);
        Stop(first);
        AwaitAssert(
            () =>
            {
                var next = Actor("kept", name: null);
                Assert.Equal(thread, ThreadOf(next));
                Assert.Equal(next.Path.Name, thread.Name);
            },
            Patience);
    }

    [Fact]
    public void What_an_actor_left_on_its_thread_the_next_does_not_find()
    {
        var first = Actor("kept", "c-1");
        Assert.True(Ask(first, () =>
        {
            Local.Value = "mine";
            SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
            Thread.CurrentThread.Priority = ThreadPriority.Highest;
            Thread.CurrentThread.IsBackground = false;
            // This alone stays, as the documentation says: it shows that the thread is the same.
            _leftOnThread = "mine";
            return true;
        }));
        Stop(first);

        AwaitAssert(
            () =>
            {
                var left = Ask(
                    Actor("kept", name: null),
                    () => (_leftOnThread, Local.Value, SynchronizationContext.Current, Thread.CurrentThread.Priority, Thread.CurrentThread.IsBackground));
                Assert.Equal(("mine", null, null, ThreadPriority.Normal, true), left);
            },
            Patience);
    }

    [Theory]
    [InlineData("own")]
    [InlineData("kept")]
    public void An_interrupt_that_comes_too_late_harms_nobody(string dispatcher)
    {
        var actor = Actor(dispatcher, "c-1");
        var thread = ThreadOf(actor);
        thread.Interrupt();
        Assert.Equal(thread, ThreadOf(actor));
        Stop(actor);
        thread.Interrupt();

        Assert.Equal("c-2", ThreadOf(Actor(dispatcher, "c-2")).Name);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(1024, 0)]
    [InlineData(0, -1)]
    public void What_is_registered_by_code_is_checked_too(int stackSize, int keepAliveSeconds) => Assert.Throws<ArgumentOutOfRangeException>(
        () => DedicatedThreads.Register(Sys, "wrong", stackSize, TimeSpan.FromSeconds(keepAliveSeconds), forAll: false));

    [Fact]
    public void All_actors_can_share_one_thread()
    {
        var (one, other) = (Actor("shared", "one"), Actor("shared", "other"));
        Assert.Equal(ThreadOf(one), ThreadOf(other));
        Assert.Equal("shared", ThreadOf(one).Name);
    }

    [Fact]
    public void The_shared_thread_ends_when_there_has_been_no_actor_for_a_while_and_comes_again_for_the_next()
    {
        var first = Actor("shared", "first");
        var thread = ThreadOf(first);
        Stop(first);
        AwaitAssert(
            () =>
            {
                Scheduler.Advance(TimeSpan.FromSeconds(31));
                Assert.True(thread.Join(TimeSpan.Zero));
            },
            Patience);

        Assert.NotEqual(thread, ThreadOf(Actor("shared", "second")));
    }

    [Fact]
    public void Where_no_thread_can_be_started_the_caller_is_told_and_the_work_is_done_when_one_can()
    {
        var refusals = 2;
        var supply = new ThreadSupply(TimeSpan.Zero, run =>
        {
            if (refusals-- > 0)
                throw new InsufficientMemoryException();
            new Thread(run) { IsBackground = true }.UnsafeStart();
        });
        DedicatedThreads.Register(Sys, "scarce", supply, forAll: false);

        var failure = Ask(Actor("own", "parent"), () => Record.Exception(() => Runner.Start("scarce", "c-1")));
        Assert.Contains("limit of threads", Assert.IsType<InvalidOperationException>(failure).Message, StringComparison.Ordinal);
        Sys.ActorSelection("/user/parent/c-1").Tell((Func<object?>)(() => Thread.CurrentThread), TestActor);
        Scheduler.Advance(TimeSpan.FromSeconds(1));
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Scheduler.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("c-1", ExpectMsg<Thread>(Patience).Name);
    }

    [Theory]
    [InlineData("tiny", "tiny.stack-size = 1KiB is not allowed: 0 for the system's default, or from 64KiB to 1GiB")]
    [InlineData("endless", "endless.keep-alive-time = 30d is not allowed: a time from 0s to 1d, such as 200ms")]
    [InlineData("timeless", "timeless.keep-alive-time = soon is not allowed: a time from 0s to 1d, such as 200ms")]
    [InlineData("idle", "idle.throughput = 0 is not allowed: a number from 1 on")]
    [InlineData("nobodys", "nobodys.thread-for = nobody is not allowed: each-actor or all-actors")]
    public void A_wrong_value_is_named_with_what_is_allowed(string dispatcher, string message)
    {
        var failure = Record.Exception(() => Sys.Dispatchers.Lookup(dispatcher));
        Assert.Equal(message, Assert.IsType<ConfigurationException>(failure?.InnerException ?? failure).Message);
    }

    private IActorRef Actor(string dispatcher, string? name) => Sys.ActorOf(Runner.On(dispatcher), name);

    private Thread ThreadOf(IActorRef actor) => Ask(actor, () => Thread.CurrentThread);

    private T Ask<T>(IActorRef actor, Func<T> what)
    {
        actor.Tell((Func<object?>)(() => what()), TestActor);
        return ExpectMsg<T>(Patience);
    }

    private void Stop(IActorRef actor)
    {
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor, Patience);
    }

    /// <summary>Runs what it is told.</summary>
    private sealed class Runner : UntypedActor
    {
        public static Props On(string dispatcher) => Props.Create(() => new Runner()).WithDispatcher(dispatcher);

        /// <summary>Starts another one as the child of the one that runs this.</summary>
        public static IActorRef Start(string dispatcher, string name) => Context.ActorOf(On(dispatcher), name);

        protected override void OnReceive(object message)
        {
            if (message is Func<object?> ask)
                Sender.Tell(ask());
            else
                ((Action)message)();
        }
    }
}
