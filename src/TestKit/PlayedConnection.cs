using Akka.Actor;
using Akka.IO;

namespace ActorServer.TestKit;

/// <summary>
/// Plays the connection of one handler, which is its child, in the words that a real one uses: a piece of input for each
/// request, an acknowledgement when the client has taken what was written, and one word of the end. What the client sees
/// it notes in <see cref="Observations"/>.
/// </summary>
internal sealed class PlayedConnection(Props handler, ConnectionInfo info, Observations seen) : UntypedActor
{
    // What a real one reads at most in one go.
    private const int LongestPiece = 64 * 1024;

    private readonly Queue<ByteString> _input = new();
    private readonly Queue<Tcp.Write> _output = new();
    private readonly List<TaskCompletionSource> _awaitingQuiet = [];
    private IActorRef _handler = ActorRefs.Nobody;
    private HandlerState _state = new();
    private bool _inputEnded;
    private bool _endWasTold;
    private bool _clientReads = true;
    private long _question;
    private bool _toldSinceAsked;

    protected override void PreStart()
    {
        _handler = Context.Watch(Context.ActorOf(handler, "handler"));
        TellHandler(info);
        TellHandler(new Tcp.Connected(info.Peer, info.Local));
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
    {
        HandlerHasFailed(HandlerFailed.Because(failure).Error);
        seen.Note(_state);
        return Directive.Stop;
    });

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case FromTest order:
                Obey(order);
                break;
            case ActorIdentity answer when answer.MessageId.Equals(_question):
                HandlerIsThrough();
                break;
            case HandlerFailed failed:
                HandlerHasFailed(failed.Error);
                break;
            case Terminated:
                HandlerHasStopped();
                break;
            case Tcp.Command command when _state.End == ConnectionEnd.None:
                Obey(command);
                break;
        }

        seen.Note(_state);
    }

    private void Obey(Tcp.Command command)
    {
        switch (command)
        {
            case Tcp.ResumeReading:
                _state = _state with { AwaitsInput = true };
                Deliver();
                break;
            case Tcp.Write write when _state.IsClosing:
                TellHandler(write.FailureMessage);
                break;
            case Tcp.Write write:
                Enqueue(write);
                TakeOutput();
                break;
            case Tcp.Abort:
                End(ConnectionEnd.Reset, "has aborted the connection");
                TellHandler(Tcp.Aborted.Instance);
                break;
            case Tcp.CloseCommand:
                _state = _state with { IsClosing = true };
                TakeOutput();
                break;
        }
    }

    private void Obey(FromTest order)
    {
        switch (order)
        {
            case FromTest.Send send:
                Enqueue(send.Bytes);
                Deliver();
                break;
            case FromTest.CloseSending:
                _inputEnded = true;
                Deliver();
                break;
            case FromTest.Abort when _state.End == ConnectionEnd.None:
                End(ConnectionEnd.Reset, "was told that the client has reset the connection");
                TellHandler(new Tcp.ErrorClosed("peer-reset"));
                break;
            case FromTest.Read read:
                _clientReads = read.On;
                TakeOutput();
                break;
            case FromTest.MakeRoom:
                TakeOutput();
                break;
            case FromTest.Tell tell:
                TellHandler(tell.Message);
                break;
            case FromTest.AwaitQuiet quiet when _state.IsStopped:
                quiet.Reached.TrySetResult();
                break;
            case FromTest.AwaitQuiet quiet:
                _awaitingQuiet.Add(quiet.Reached);
                AskHandler();
                break;
        }
    }

    private void Enqueue(byte[] bytes)
    {
        foreach (var piece in bytes.Chunk(LongestPiece))
            _input.Enqueue(ByteString.FromBytes(piece));
        _state = _state with { Unread = _state.Unread + bytes.Length };
    }

    private void Enqueue(Tcp.Write write)
    {
        _output.Enqueue(write);
        _state = _state with
        {
            Untaken = _state.Untaken + write.Data.Count,
            Unacknowledged = _state.Unacknowledged + WriteWindow.Cost(write.Data),
        };
    }

    private void Deliver()
    {
        if (!_state.AwaitsInput || _state.IsClosing || _state.End != ConnectionEnd.None)
            return;
        if (_input.TryDequeue(out var piece))
        {
            _state = _state with { AwaitsInput = false, Unread = _state.Unread - piece.Count };
            TellHandler(new Tcp.Received(piece));
        }
        else if (_inputEnded && !_endWasTold)
        {
            _endWasTold = true;
            _state = _state with { AwaitsInput = false };
            TellHandler(Tcp.PeerClosed.Instance);
        }
    }

    private void TakeOutput()
    {
        while (_clientReads && seen.HasRoom && _output.TryDequeue(out var write))
        {
            seen.Receive(write.Data);
            _state = _state with { Untaken = _state.Untaken - write.Data.Count };
            if (write.WantsAck)
                Acknowledge(write);
        }

        if (_state.IsClosing && _output.Count == 0 && _state.End == ConnectionEnd.None)
        {
            End(ConnectionEnd.EndOfFile, "has closed the connection");
            TellHandler(Tcp.Closed.Instance);
        }
    }

    private void Acknowledge(Tcp.Write write)
    {
        if (write.Ack is WriteAcknowledged acknowledged)
            _state = _state with { Unacknowledged = _state.Unacknowledged - acknowledged.Bytes };
        TellHandler(write.Ack);
    }

    private void HandlerHasFailed(string error)
    {
        if (_state.Failure is null && _state.End == ConnectionEnd.None)
            _state = _state with { Failure = error };
        End(ConnectionEnd.Reset, $"has failed: {error}");
    }

    private void HandlerHasStopped()
    {
        _state = _state with { IsStopped = true };
        End(ConnectionEnd.Reset, "has stopped without closing the connection");
        SayQuiet();
    }

    private void End(ConnectionEnd end, string because)
    {
        if (_state.End != ConnectionEnd.None)
            return;
        _output.Clear();
        _state = _state with { End = end, EndedBecause = because };
    }

    private void TellHandler(object message)
    {
        _toldSinceAsked = true;
        _handler.Tell(message);
    }

    // Every actor answers this itself, after all that it was told before; what it says to us meanwhile comes before the answer.
    // An answer to an earlier question says nothing of what it was told since.
    private void AskHandler()
    {
        _toldSinceAsked = false;
        _handler.Tell(new Identify(++_question));
    }

    private void HandlerIsThrough()
    {
        if (_toldSinceAsked)
            AskHandler();
        else
            SayQuiet();
    }

    private void SayQuiet()
    {
        foreach (var quiet in _awaitingQuiet)
            quiet.TrySetResult();
        _awaitingQuiet.Clear();
    }

    /// <summary>What the test has the client do.</summary>
    internal abstract record FromTest : INoSerializationVerificationNeeded
    {
        /// <summary>A piece.</summary>
        internal sealed record Send(byte[] Bytes) : FromTest;

        /// <summary>End-of-file.</summary>
        internal sealed record CloseSending : FromTest;

        /// <summary>A reset.</summary>
        internal sealed record Abort : FromTest;

        /// <summary>Reads, or does not.</summary>
        internal sealed record Read(bool On) : FromTest;

        /// <summary>The test has looked at what came, so that there is room for more.</summary>
        internal sealed record MakeRoom : FromTest;

        /// <summary>A message that is not the client's.</summary>
        internal sealed record Tell(object Message) : FromTest;

        /// <summary>To be told when the handler has done what it was told and tells nothing more.</summary>
        internal sealed record AwaitQuiet(TaskCompletionSource Reached) : FromTest;
    }
}
