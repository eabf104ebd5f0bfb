using System.Text;
using ActorServer.Protocol.Inbound;
using ActorServer.Protocol.Messages;
using ActorServer.Protocol.Serialization;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using Akka.TestKit;

namespace ActorServer.Protocol.Tests.Remoting;

/// <summary>What a host costs that is connected and sends without end: a bounded amount of memory, and in the end its association.</summary>
public class FloodSpec : ServerAndWorker
{
    private const string Host = "w-2";

    private readonly List<RefusedMessages.Notice> _notices = [];
    private readonly TestProbe _granted;
    private readonly TestProbe _log;

    public FloodSpec()
    {
        Credentials.Admit(Host, notice =>
        {
            lock (_notices)
                _notices.Add(notice);
        });
        _granted = CreateTestProbe();
        Grant(_granted, Host);
        _log = CreateTestProbe();
        Sys.EventStream.Subscribe(_log, typeof(Warning));
        Sys.EventStream.Subscribe(_log, typeof(Error));
    }

    private string Granted => _granted.Ref.Path.ToStringWithoutAddress();

    [Fact]
    public void Malformed_frames_should_be_counted_and_too_many_end_the_association()
    {
        using var host = Speak();
        host.SendUntilHungUpOn(() => RawHost.Framed([0xff, 0xff, 0xff]), 100_000);
        ShouldHaveBecomeTooMuch();
    }

    [Theory]
    [InlineData("\u001b\n\"\\", "No message has the manifest '????'.")]
    [InlineData("W1\nclosed: forged", "No message has a manifest as long as that.")]
    public void What_is_said_of_a_message_that_was_refused_should_be_plain(string manifest, string said)
    {
        using var host = Speak();
        host.Send(host.Message(Granted, manifest, []));
        ShouldGoOn(host);
        Assert.Equal(said, Assert.Single(_notices).Last);
    }

    [Fact]
    public void What_is_said_of_a_message_that_was_refused_should_be_short() =>
        Assert.Equal(new string('x', RefusalText.MaxLength), RefusalText.Of(new string('x', 100_000)));

    [Fact]
    public void A_message_that_cannot_be_read_should_reach_neither_Akka_nor_the_log()
    {
        using var host = Speak();
        foreach (var manifest in new[] { "WR1", "HE1", "W1", "G1", "SF1", "nonsense" })
            host.Send(host.Message(Granted, manifest, [0xff, 0xff, 0xff]));
        ShouldGoOn(host);
        Assert.Equal(6, Credentials.Dropped);
        _log.ExpectNoMsg(0);
    }

    [Theory]
    [InlineData("akka.x://a@b:1/c")]
    [InlineData("akka.pair://worker@w-1:1/user/x")]
    [InlineData("akka.pair://worker@w-2:11/user/x")]
    [InlineData("akka.pair://server-and-worker@server:1/user/x")]
    [InlineData("/user/x")]
    [InlineData("")]
    public void A_message_that_names_an_actor_of_another_host_should_reach_neither_Akka_nor_the_log(string named)
    {
        using var host = Speak();
        host.Send(host.Message(Granted, "G1", Naming(named)));
        host.Send(host.Numbered(Granted, "SF1", Naming(named)));
        ShouldGoOn(host);
        Assert.Equal(2, Credentials.Dropped);
        _log.ExpectNoMsg(0);
    }

    [Fact]
    public void A_message_that_names_one_of_the_hosts_own_should_arrive()
    {
        using var host = Speak();
        host.Send(host.Message(Granted, "G1", Naming("akka.pair://worker@w-2:1/user/x")));
        Assert.Equal("/user/x", _granted.ExpectMsg<Tcp.Register>(Soon).Handler.Path.ToStringWithoutAddress());
        host.Send(host.Message(Granted, "G1", Naming($"akka.pair://worker@w-2:1/user/{new string('x', 1024)}")));
        ShouldGoOn(host);
        Assert.Equal(1, Credentials.Dropped);
    }

    [Fact]
    public void A_host_that_goes_on_should_be_hung_up_on()
    {
        using (var host = Speak())
            host.SendUntilHungUpOn(() => host.Message("/user/somebody", "D1", []), 100_000);
        ShouldHaveBecomeTooMuch();
        AwaitAssert(() => Assert.Equal(1, EndsOf(Host)), Soon);
    }

    [Fact]
    public void An_actor_should_not_be_watched_by_more_than_a_few()
    {
        using var host = Speak();
        var watcher = 0;
        host.SendUntilHungUpOn(() => host.Watch(Granted, $"watcher-{watcher++}"), 100_000);
        ShouldHaveBecomeTooMuch();
        Assert.InRange(watcher, RefusedMessages.TooMany, 100_000);
    }

    [Fact]
    public void Numbered_messages_should_leave_no_gap_after_which_Akka_would_keep_them()
    {
        using var host = Speak();
        host.Send(host.Watch(Granted, "watcher", number: 1));
        host.Send(host.Watch(Granted, "watcher", number: 0));
        host.Send(host.Watch(Granted, "watcher", number: 1));
        ShouldGoOn(host);
        Assert.Equal(1, Credentials.Dropped);
    }

    [Fact]
    public void What_is_sent_again_because_it_was_not_acknowledged_should_not_count()
    {
        using var host = Speak();
        for (var count = 0; count < 2 * RefusedMessages.TooMany; count++)
            host.Send(host.Watch(Granted, "watcher", number: 0));
        ShouldGoOn(host);
        Assert.Equal(0, Credentials.Dropped);
    }

    [Fact]
    public void A_system_message_without_a_number_should_be_refused()
    {
        using var host = Speak();
        host.Send(host.Watch(Granted, "watcher", number: ulong.MaxValue));
        ShouldGoOn(host);
        Assert.Equal(1, Credentials.Dropped);
    }

    [Fact]
    public void A_failure_without_a_number_should_be_refused()
    {
        using var host = Speak();
        host.Send(host.Message(Granted, "SF1", Naming("akka.pair://worker@w-2:1/user/x")));
        ShouldGoOn(host);
        Assert.Equal(1, Credentials.Dropped);
        host.Send(host.Numbered(Granted, "SF1", Naming("akka.pair://worker@w-2:1/user/x")));
        ShouldGoOn(host);
        Assert.Equal(1, Credentials.Dropped);
    }

    [Fact]
    public void A_host_should_not_be_read_further_while_an_actor_that_it_sends_to_is_behind()
    {
        using var mayGoOn = new ManualResetEventSlim();
        var behind = Sys.ActorOf(Props.Create(() => new Behind(mayGoOn, TestActor)).WithDispatcher("akka.io.pinned-dispatcher"));
        Credentials.Grant(Host, behind.Path.ToStringWithoutAddress(), carriesBytes: true);
        using var host = Speak();
        var frame = host.Message(behind.Path.ToStringWithoutAddress(), "HF1", [10, 100, .. new byte[100]]);

        const int Many = 200_000;
        var read = host.SendAsLongAsItIsRead(frame, Many);

        // Two batches, and what the kernel's buffers hold.
        Assert.InRange(read, 1, 20_000);
        mayGoOn.Set();
        for (var count = 0; count < read; count++)
            ExpectMsg<HandlerFailed>(Soon);
        ShouldGoOn(host);
    }

    [Fact]
    public void A_host_that_does_not_read_should_not_be_read_either()
    {
        var eloquent = Sys.ActorOf(Props.Create(() => new Eloquent()));
        Credentials.Grant(Host, eloquent.Path.ToStringWithoutAddress(), carriesBytes: true);
        using var host = Speak();

        const int Many = 200_000;
        var read = host.SendAsLongAsItIsRead(host.Message(eloquent.Path.ToStringWithoutAddress(), "D1", []), Many);

        Assert.InRange(read, 1, 20_000);
    }

    [Fact]
    public void What_comes_for_a_connection_that_is_over_should_be_nobodys_fault()
    {
        using var host = Speak();
        Credentials.Grant(Host, "/user/over");
        Credentials.Ungrant(Host, "/user/over");
        for (var count = 0; count < 2 * RefusedMessages.TooMany; count++)
            host.Send(host.Message("/user/over", "D1", []));
        ShouldGoOn(host);
        Assert.Empty(_notices);
        Assert.Equal(2 * RefusedMessages.TooMany, Credentials.Dropped);
    }

    [Fact]
    public void A_host_that_goes_on_with_what_comes_for_a_connection_that_is_over_should_be_hung_up_on()
    {
        using (var host = Speak())
        {
            Credentials.Grant(Host, "/user/over");
            Credentials.Ungrant(Host, "/user/over");
            host.SendUntilHungUpOn(() => host.Message("/user/over", "HF1", [10, 250, 1, .. new byte[250]]), 100_000);
        }

        AwaitAssert(() => Assert.Equal(1, EndsOf(Host)), Soon);
        lock (_notices)
            Assert.Single(_notices, notice => notice.HasBecomeTooMuch);
        Assert.Equal(Credentials.Dropped, Credentials.Revoke(Host));
    }

    [Fact]
    public void What_has_been_refused_should_be_told_when_the_host_is_revoked_at_the_latest()
    {
        using var host = Speak();
        for (var count = 0; count < 3; count++)
            host.Send(RawHost.Framed([0xff]));
        ShouldGoOn(host);
        Credentials.Revoke(Host);
        Assert.Equal(3, _notices.Sum(notice => notice.Count));
        Assert.All(_notices, notice => Assert.False(notice.HasBecomeTooMuch));
    }

    private static byte[] Naming(string actor)
    {
        var message = new ProtobufWriter(64);
        message.WriteBytes(1, Encoding.UTF8.GetBytes(actor));
        return message.ToArray();
    }

    private RawHost Speak() => new(Connect(Host), Host);

    private void ShouldGoOn(RawHost host)
    {
        host.Send(host.Message(Granted, "WE1", []));
        _granted.FishForMessage(message => message is EndWorker, Soon);
    }

    private void ShouldHaveBecomeTooMuch()
    {
        AwaitAssert(
            () =>
            {
                lock (_notices)
                    Assert.Single(_notices, notice => notice.HasBecomeTooMuch);
            },
            Soon);
        Assert.Equal(RefusedMessages.TooMany, Credentials.Dropped);
    }

    private sealed class Behind(ManualResetEventSlim mayGoOn, IActorRef then) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            mayGoOn.Wait(Soon);
            then.Tell(message);
        }
    }

    private sealed class Eloquent : UntypedActor
    {
        private static readonly HandlerFailed Answer = new(new string('x', 900));

        protected override void OnReceive(object message) => Sender.Tell(Answer);
    }
}
