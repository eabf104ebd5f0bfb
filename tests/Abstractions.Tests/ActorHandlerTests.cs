using ActorServer.Tests.Shared;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using CsCheck;

namespace ActorServer.Abstractions.Tests;

public class ActorHandlerTests : TestKit
{
    private readonly TestProbe _steps;

    public ActorHandlerTests() => _steps = CreateTestProbe();

    [Fact]
    public void A_handler_registers_itself_is_connected_and_then_asks_for_its_first_piece()
    {
        var connection = PlayedConnection.Of(this, Handler());
        ExpectStep("connected");
        connection.ExpectReading();
        connection.ExpectNothing();
    }

    [Fact]
    public void What_it_writes_when_connected_leaves_before_it_reads()
    {
        var connection = PlayedConnection.Of(this, Handler(handler => handler.Put("220 hello")));
        connection.ExpectWritten("220 hello");
        connection.ExpectReading();
    }

    [Fact]
    public void It_knows_its_connection()
    {
        ConnectionInfo? known = null;
        var connection = PlayedConnection.Reading(this, Handler(handler => known = handler.Info));
        Assert.Equal(PlayedConnection.Info, known);
        Assert.NotNull(connection);
    }

    [Fact]
    public void It_also_serves_a_connection_that_only_says_it_is_connected()
    {
        ConnectionInfo? known = null;
        var connection = new PlayedConnection(this, Handler(handler => known = handler.Info));
        connection.Tell(new Tcp.Connected(PlayedConnection.Info.Peer, PlayedConnection.Info.Local));
        connection.Probe.ExpectMsg<Tcp.Register>(PlayedConnection.Patience);
        connection.ExpectReading();
        Assert.Equal(PlayedConnection.Info.Peer, known!.Peer);
        Assert.Equal(PlayedConnection.Info.Local, known.Local);
    }

    [Fact]
    public void It_asks_for_one_piece_at_a_time()
    {
        var connection = PlayedConnection.Reading(this, Handler());
        connection.Tell(Do(handler => handler.Put("unasked")));
        connection.ExpectWritten("unasked");
        connection.ExpectNothing();
        connection.Send("piece");
        connection.ExpectReading();
        connection.ExpectNothing();
    }

    [Fact]
    public void It_asks_for_no_piece_while_a_window_of_bytes_is_unacknowledged()
    {
        var connection = PlayedConnection.Of(this, Handler(handler => handler.Put(ActorHandler.Window)));
        var writes = Enumerable.Range(0, ActorHandler.Window / ActorHandler.MaxPiece).Select(_ => connection.ExpectWrite()).ToArray();
        connection.ExpectNothing();
        connection.Acknowledge(writes[0]);
        connection.ExpectReading();
        connection.ExpectNothing();
    }

    [Fact]
    public void A_byte_less_than_a_window_does_not_stop_the_reading()
    {
        var connection = PlayedConnection.Of(this, Handler(handler => handler.Put(ActorHandler.Window - 1)));
        for (var i = 0; i < ActorHandler.Window / ActorHandler.MaxPiece; i++)
            connection.ExpectWrite();
        connection.ExpectReading();
    }

    [Fact]
    public void A_handler_may_choose_to_read_on_when_the_window_is_full()
    {
        var connection = PlayedConnection.Of(this, ScriptedHandler.Props(() => new ScriptedHandler(_steps)
        {
            ReadsOn = true,
            WhenConnected = handler => handler.Put(2 * ActorHandler.Window),
        }));
        for (var i = 0; i < ActorHandler.Window / ActorHandler.MaxPiece; i++)
            connection.ExpectWrite();
        connection.ExpectReading();
        connection.Send("piece");
        connection.ExpectReading();
    }

    [Fact]
    public void Writes_beyond_the_window_wait_in_order()
    {
        var connection = PlayedConnection.Reading(this, Handler());
        connection.Tell(Do(handler =>
        {
            handler.Put(ActorHandler.Window);
            handler.Put("first");
            handler.Put("second");
            Assert.False(handler.IsWritable);
        }));
        var writes = Enumerable.Range(0, ActorHandler.Window / ActorHandler.MaxPiece).Select(_ => connection.ExpectWrite()).ToArray();
        connection.ExpectNothing();
        connection.Acknowledge(writes[0]);
        connection.ExpectWritten("first");
        connection.ExpectWritten("second");
    }

    [Fact]
    public void Room_is_announced_once_for_each_time_that_there_was_none()
    {
        var connection = PlayedConnection.Reading(this, Handler());
        ExpectStep("connected");
        for (var round = 0; round < 3; round++)
        {
            connection.Tell(Do(handler => handler.Put(ActorHandler.Window)));
            var writes = Enumerable.Range(0, ActorHandler.Window / ActorHandler.MaxPiece).Select(_ => connection.ExpectWrite()).ToArray();
            foreach (var write in writes)
                connection.Acknowledge(write);
            ExpectStep("writable");
            _steps.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        }
    }

    [Fact]
    public void Room_is_not_announced_while_writes_still_wait()
    {
        var connection = PlayedConnection.Reading(this, Handler());
        ExpectStep("connected");
        connection.Tell(Do(handler => handler.Put(2 * ActorHandler.Window)));
        for (var i = 0; i < ActorHandler.Window / ActorHandler.MaxPiece; i++)
            connection.Acknowledge(connection.ExpectWrite());
        _steps.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        connection.Acknowledge(connection.ExpectWrite());
        ExpectStep("writable");
    }

    [Fact]
    public void Whatever_is_written_arrives_in_order_in_pieces_that_a_message_can_carry_and_then_the_end() =>
        Gen.Select(Gen.Int[0, 3 * ActorHandler.MaxPiece].Array[0, 12], Gen.Byte).Sample(
            (sizes, seed) =>
            {
                var next = seed;
                byte[][] sent = [.. sizes.Select(size => Enumerable.Range(0, size).Select(_ => next++).ToArray())];
                var connection = PlayedConnection.Of(this, Handler(handler =>
                {
                    foreach (var bytes in sent)
                        handler.Put(bytes);
                    handler.End();
                }));
                Assert.Equal(sent.SelectMany(bytes => bytes), TakePieces(connection));
                Sys.Stop(connection.Handler);
            },
            iter: 30,
            threads: 1);

    [Fact]
    public void Close_waits_for_the_writes_before_it_and_nothing_is_read_meanwhile()
    {
        var connection = PlayedConnection.Reading(this, Handler());
        connection.Tell(Do(handler =>
        {
            handler.Put(ActorHandler.Window + 10);
            handler.End();
        }));
        var writes = Enumerable.Range(0, ActorHandler.Window / ActorHandler.MaxPiece).Select(_ => connection.ExpectWrite()).ToArray();
        connection.ExpectNothing();
        connection.Acknowledge(writes[0]);
        Assert.Equal(10, connection.ExpectWrite().Data.Count);
        connection.ExpectClose();
        connection.Acknowledge(writes[1]);
        connection.ExpectNothing();
    }

    [Fact]
    public void Close_may_be_called_twice_and_a_write_after_it_does_nothing()
    {
        var connection = PlayedConnection.Reading(this, Handler());
        connection.Tell(Do(handler =>
        {
            handler.End();
            handler.Put("late");
            handler.End();
            Assert.False(handler.IsWritable);
        }));
        connection.ExpectClose();
        connection.ExpectNothing();
    }

    [Fact]
    public void What_was_on_its_way_when_it_closed_is_not_its_any_more()
    {
        var connection = PlayedConnection.Reading(this, Handler());
        ExpectStep("connected");
        connection.Tell(Do(handler => handler.End()));
        connection.Send("on its way");
        connection.EndInput();
        connection.ExpectClose();
        connection.Tell(Tcp.Closed.Instance);
        ExpectStep("closed Closed");
        connection.ExpectNothing();
    }

    [Fact]
    public void Abort_overtakes_what_waits()
    {
        var connection = PlayedConnection.Reading(this, Handler());
        connection.Tell(Do(handler =>
        {
            handler.Put(2 * ActorHandler.Window);
            handler.Break();
            handler.Put("late");
            handler.End();
        }));
        var writes = Enumerable.Range(0, ActorHandler.Window / ActorHandler.MaxPiece).Select(_ => connection.ExpectWrite()).ToArray();
        connection.Probe.ExpectMsg<Tcp.Abort>(PlayedConnection.Patience);
        connection.Acknowledge(writes[0]);
        connection.ExpectNothing();
    }

    [Fact]
    public void Abort_may_follow_a_close_that_waits()
    {
        var connection = PlayedConnection.Reading(this, Handler());
        connection.Tell(Do(handler =>
        {
            handler.Put(2 * ActorHandler.Window);
            handler.End();
            handler.Break();
        }));
        for (var i = 0; i < ActorHandler.Window / ActorHandler.MaxPiece; i++)
            connection.ExpectWrite();
        connection.Probe.ExpectMsg<Tcp.Abort>(PlayedConnection.Patience);
        connection.ExpectNothing();
    }

    [Fact]
    public void An_empty_write_is_no_message()
    {
        var connection = PlayedConnection.Of(this, Handler(handler => handler.Put("")));
        connection.ExpectReading();
    }

    [Fact]
    public void After_the_clients_end_of_file_it_may_still_write_but_reads_no_more()
    {
        var connection = PlayedConnection.Reading(this, Handler());
        connection.EndInput();
        connection.Tell(Do(handler => handler.Put(2 * ActorHandler.Window)));
        Assert.Equal(2 * ActorHandler.Window, connection.Take(2 * ActorHandler.Window).Length);
        connection.ExpectNothing();
        connection.Tell(Do(handler => handler.End()));
        connection.ExpectClose();
    }

    [Fact]
    public void It_hears_of_a_drain()
    {
        var connection = PlayedConnection.Reading(this, Handler());
        ExpectStep("connected");
        connection.Tell(Draining.Instance);
        ExpectStep("draining");
        connection.ExpectNothing();
    }

    [Fact]
    public void A_drain_that_it_hears_of_before_its_connection_is_told_after_it()
    {
        var handler = Sys.ActorOf(Handler());
        handler.Tell(Draining.Instance);
        handler.Tell(new Tcp.Connected(PlayedConnection.Info.Peer, PlayedConnection.Info.Local), TestActor);
        ExpectStep("connected");
        ExpectStep("draining");
    }

    public static TheoryData<string> Ends => ["Closed", "ConfirmedClosed", "Aborted", "ErrorClosed"];

    [Theory]
    [MemberData(nameof(Ends))]
    public void The_end_of_the_connection_is_its_last_step(string name)
    {
        Tcp.ConnectionClosed how = name switch
        {
            "Closed" => Tcp.Closed.Instance,
            "ConfirmedClosed" => Tcp.ConfirmedClosed.Instance,
            "Aborted" => Tcp.Aborted.Instance,
            _ => new Tcp.ErrorClosed("gone"),
        };
        var connection = PlayedConnection.Reading(this, Handler());
        connection.EndWith(how);
        ExpectStep("connected");
        ExpectStep($"closed {name}");
        ExpectStep("stopped");
        connection.ExpectNothing();
    }

    [Fact]
    public void An_exception_is_told_to_the_connection_and_stops_it()
    {
        var connection = PlayedConnection.Reading(this, ScriptedHandler.Props(() => new ScriptedHandler(_steps)
        {
            WhenReceived = _ => throw new InvalidDataException("no such request"),
        }));
        connection.Send("GET");
        Assert.Equal("InvalidDataException: no such request", connection.ExpectFailure());
        ExpectStep("connected");
        ExpectStep("received 3");
        ExpectStep("stopped");
        _steps.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        connection.ExpectNothing();
    }

    [Fact]
    public void An_exception_when_connected_is_told_too()
    {
        var connection = PlayedConnection.Of(this, Handler(_ => throw new InvalidDataException("not today")));
        Assert.Equal("InvalidDataException: not today", connection.ExpectFailure());
        ExpectStep("connected");
        ExpectStep("stopped");
    }

    [Fact]
    public void An_exception_in_a_message_of_its_own_is_told_too()
    {
        var connection = PlayedConnection.Reading(this, Handler());
        connection.Tell(Do(_ => throw new InvalidDataException("timer")));
        Assert.Equal("InvalidDataException: timer", connection.ExpectFailure());
    }

    [Fact]
    public void An_exception_in_its_last_step_is_nobodys_any_more()
    {
        var connection = PlayedConnection.Reading(this, ScriptedHandler.Props(() => new ScriptedHandler(_steps)
        {
            WhenClosed = _ => throw new InvalidDataException("too late"),
        }));
        EventFilter.Exception<InvalidDataException>("too late").ExpectOne(() => connection.EndWith(Tcp.Closed.Instance));
        connection.ExpectNothing();
    }

    [Fact]
    public void A_command_that_the_connection_does_not_take_fails_it()
    {
        var connection = PlayedConnection.Reading(this, Handler());
        connection.Tell(Tcp.Write.Create(ByteString.FromString("x")).FailureMessage);
        Assert.StartsWith("IOException: The connection did not take Write", connection.ExpectFailure(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_that_is_not_the_connections_is_its_own_or_unhandled()
    {
        var unhandled = CreateTestProbe();
        Sys.EventStream.Subscribe(unhandled, typeof(Akka.Event.UnhandledMessage));
        var connection = PlayedConnection.Reading(this, Handler());
        connection.Tell("what is this?");
        Assert.Equal("what is this?", unhandled.ExpectMsg<Akka.Event.UnhandledMessage>(PlayedConnection.Patience).Message);
    }

    [Fact]
    public void What_it_writes_before_it_is_connected_waits_for_the_connection()
    {
        var connection = new PlayedConnection(this, Handler());
        connection.Tell(Do(handler => handler.Put("early")));
        connection.Connect();
        connection.ExpectWritten("early");
        connection.ExpectReading();
    }

    [Fact]
    public void A_close_before_it_is_connected_waits_too()
    {
        var connection = new PlayedConnection(this, Handler());
        connection.Tell(Do(handler => handler.Put("bye")));
        connection.Tell(Do(handler => handler.End()));
        connection.Connect();
        connection.ExpectWritten("bye");
        connection.ExpectClose();
        connection.ExpectNothing();
    }

    [Fact]
    public void An_abort_before_it_is_connected_waits_too()
    {
        var connection = new PlayedConnection(this, Handler());
        connection.Tell(Do(handler => handler.Put("lost")));
        connection.Tell(Do(handler => handler.Break()));
        connection.Connect();
        connection.Probe.ExpectMsg<Tcp.Abort>(PlayedConnection.Patience);
        connection.ExpectNothing();
    }

    [Fact]
    public void An_exception_before_it_is_connected_is_told_to_the_connection_when_it_comes()
    {
        var connection = new PlayedConnection(this, Handler());
        Watch(connection.Handler);
        connection.Tell(Do(_ => throw new InvalidDataException("early")));
        connection.Tell(PlayedConnection.Info);
        connection.Tell(new Tcp.Connected(PlayedConnection.Info.Peer, PlayedConnection.Info.Local));
        Assert.Equal("InvalidDataException: early", connection.ExpectFailure());
        ExpectTerminated(connection.Handler, PlayedConnection.Patience);
    }

    [Fact]
    public void An_exception_whose_message_throws_is_told_all_the_same()
    {
        var connection = PlayedConnection.Of(this, Handler(_ => throw new SpeechlessException()));
        Assert.StartsWith("SpeechlessException: ", connection.ExpectFailure(), StringComparison.Ordinal);
    }

    private sealed class SpeechlessException : Exception
    {
        public override string Message => throw new InvalidOperationException("no words");
    }

    private static byte[] TakePieces(PlayedConnection connection)
    {
        var taken = new MemoryStream();
        while (connection.Probe.ReceiveOne(PlayedConnection.Patience) is { } message and not Tcp.Close)
        {
            if (message is not Tcp.Write write)
                continue;
            Assert.InRange(write.Data.Count, 1, ActorHandler.MaxPiece);
            write.Data.WriteTo(taken);
            connection.Acknowledge(write);
        }

        return taken.ToArray();
    }

    private static Action<ScriptedHandler> Do(Action<ScriptedHandler> action) => action;

    private Props Handler() => Handler(_ => { });

    private Props Handler(Action<ScriptedHandler> whenConnected) =>
        ScriptedHandler.Props(() => new ScriptedHandler(_steps) { WhenConnected = whenConnected });

    private void ExpectStep(string step) => _steps.ExpectMsg(step, PlayedConnection.Patience);
}
