using System.Net;
using System.Text;
using ActorServer.Serving.Handlers;
using Akka.Actor;
using Akka.Configuration;

using static ActorServer.TestKit.PlayedConnection;

namespace ActorServer.TestKit;

/// <summary>
/// The client of one handler in a test: it sends, expects, half-closes, resets, and stops reading, without a socket. The kit
/// plays the connection between the two, so that a handler of either kind runs as it does in the server.
/// </summary>
/// <remarks>
/// <para>What is expected is waited for, at most <see cref="Patience"/>; a failed expectation throws an
/// <see cref="ExpectationFailedException"/>. What the client does returns at once.</para>
/// <para>The client reads what comes up to a receive buffer of 64 KiB ahead of what the test takes, so that a handler that
/// writes without end waits for the test.</para>
/// <para>To be used by one thread at a time. Each client has an actor system of its own; disposing ends it, and resets a
/// connection that is still open.</para>
/// </remarks>
public sealed class TestClient : IDisposable
{
    // Time stands still, and a test's output is not the place for letters that nobody took.
    private static readonly Config SystemSettings = ConfigurationFactory.ParseString($$"""
        akka {
          scheduler.implementation = "{{typeof(VirtualScheduler).FullName}}, {{typeof(VirtualScheduler).Assembly.GetName().Name}}"
          loglevel = WARNING
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off
        }
        """);

    private static readonly TimeSpan PatienceOfDisposing = TimeSpan.FromSeconds(1);

    private readonly Observations _seen = new();
    private readonly ActorSystem _system;
    private readonly IActorRef _played;
    private bool _sendingClosed;
    private bool _aborted;
    private bool _disposed;

    private TestClient(Props handler, ConnectionInfo? connection)
    {
        Connection = connection ?? DefaultConnection;
        _system = ActorSystem.Create("test", SystemSettings);
        var seen = _seen;
        var info = Connection;
        _played = _system.ActorOf(Producer<PlayedConnection>.Props(() => new PlayedConnection(handler, info, seen)), "connection");
    }

    /// <summary>What a handler is told of its connection unless a test says otherwise: <c>c-1</c> of <c>127.0.0.1:41234</c>.</summary>
    public static ConnectionInfo DefaultConnection { get; } = new(
        "c-1", "default", "test", new IPEndPoint(IPAddress.Loopback, 41234), new IPEndPoint(IPAddress.Loopback, 7788));

    /// <summary>The <see cref="Patience"/> of clients that connect from now on; 3 s. For a slow machine, once for all tests.</summary>
    public static TimeSpan DefaultPatience { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long, in real time, <see cref="Connect{THandler}(string, ConnectionInfo?)"/> waits for a handler to prepare itself;
    /// 10 s, as a server gives its workers (<c>start-timeout</c>). Once for all tests.
    /// </summary>
    public static TimeSpan PreparationPatience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long, in real time, an expectation waits before it fails.</summary>
    public TimeSpan Patience { get; set; } = DefaultPatience;

    /// <summary>What the handler is told of its connection.</summary>
    public ConnectionInfo Connection { get; }

    // After so long a silence it is taken to have nothing to say. A slow machine needs more of it, as of patience.
    private TimeSpan Pause => Patience / 30;

    /// <summary>How many bytes were sent that the handler has not asked for yet.</summary>
    public long UnreadBytes => _seen.State.Unread;

    /// <summary>Connects to a handler that is made as the server makes it: settings validated, and prepared once.</summary>
    /// <typeparam name="THandler">An <see cref="ActorHandler"/> or a <see cref="StreamHandler"/>.</typeparam>
    /// <param name="settings">The handler's own settings, as HOCON.</param>
    /// <param name="connection">What the handler is told of its connection; <see cref="DefaultConnection"/> unless given.</param>
    /// <exception cref="ArgumentException">
    /// The type is not a handler, its settings are wrong, or it cannot prepare itself, or not within <see cref="PreparationPatience"/>.
    /// </exception>
    public static TestClient Connect<THandler>(string settings = "", ConnectionInfo? connection = null)
        where THandler : class
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new TestClient(HandlerUnderTest.OfType(typeof(THandler), settings, PreparationPatience), connection);
    }

    /// <summary>Connects to a handler that the test makes, for one with constructor arguments.</summary>
    /// <param name="make">Makes it; called once, on the handler's own actor.</param>
    /// <param name="connection">What the handler is told of its connection; <see cref="DefaultConnection"/> unless given.</param>
    public static TestClient Connect(Func<ActorHandler> make, ConnectionInfo? connection = null)
    {
        ArgumentNullException.ThrowIfNull(make);
        return new TestClient(HandlerUnderTest.MadeBy(make), connection);
    }

    /// <summary>Connects to a handler on a stream that the test makes, for one with constructor arguments.</summary>
    /// <param name="make">Makes it; called once.</param>
    /// <param name="connection">What the handler is told of its connection; <see cref="DefaultConnection"/> unless given.</param>
    public static TestClient Connect(Func<StreamHandler> make, ConnectionInfo? connection = null)
    {
        ArgumentNullException.ThrowIfNull(make);
        return new TestClient(HandlerUnderTest.MadeBy(make), connection);
    }

    /// <summary>Sends texts as UTF-8. The handler gets each as a piece of its own, when it asks for one.</summary>
    /// <param name="pieces">The pieces; one longer than 64 KiB comes as several.</param>
    public void Send(params string[] pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        foreach (var piece in pieces)
            SendPiece(Encoding.UTF8.GetBytes(piece));
    }

    /// <summary>Sends bytes. The handler gets each piece by itself, when it asks for one.</summary>
    /// <param name="pieces">The pieces; one longer than 64 KiB comes as several.</param>
    public void Send(params byte[][] pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        foreach (var piece in pieces)
            SendPiece([.. piece]);
    }

    /// <summary>Sends one piece.</summary>
    /// <param name="piece">The bytes; more than 64 KiB come as several pieces.</param>
    public void Send(ReadOnlySpan<byte> piece) => SendPiece(piece.ToArray());

    /// <summary>Closes the sending side, as <c>nc -N</c> does: the handler gets end-of-file, the client still reads.</summary>
    public void CloseSending()
    {
        _sendingClosed = true;
        Order(new FromTest.CloseSending());
    }

    /// <summary>Resets the connection: the handler is told, and what it still writes is lost.</summary>
    public void Abort()
    {
        _sendingClosed = true;
        _aborted = true;
        Order(new FromTest.Abort());
    }

    /// <summary>Reads no more: what the handler writes from now on waits, unacknowledged, until <see cref="ResumeReading"/>.</summary>
    public void StopReading() => Order(new FromTest.Read(false));

    /// <summary>Reads on after <see cref="StopReading"/>.</summary>
    public void ResumeReading() => Order(new FromTest.Read(true));

    /// <summary>The server drains: <c>OnDraining</c> is called, or the token of <see cref="ConnectionInfo.Draining"/> cancelled.</summary>
    public void Drain() => Tell(Draining.Instance);

    /// <summary>Sends the handler's actor a message that is not the connection's, for <c>OnMessage</c>.</summary>
    /// <param name="message">The message.</param>
    public void Tell(object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        Order(new FromTest.Tell(message));
    }

    /// <summary>
    /// Waits until the handler's actor has done what it was sent, as far as it asks for it. A <see cref="StreamHandler"/> has a
    /// thread of its own and may not be through by then.
    /// </summary>
    /// <exception cref="ExpectationFailedException">It is busy for longer than <see cref="Patience"/>.</exception>
    public void Settle()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Order(new FromTest.AwaitQuiet(reached));
        if (!reached.Task.Wait(Patience))
            throw Failed("to do what it was sent");
    }

    /// <summary>
    /// Lets time pass for a handler's timers and for whatever else it has Akka's scheduler do: all that is due by then happens,
    /// each thing at its time. Time stands still otherwise. It is not the time of <see cref="Task.Delay(TimeSpan)"/>.
    /// </summary>
    /// <param name="time">How long.</param>
    public void Advance(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        ((VirtualScheduler)_system.Scheduler).Advance(time, Settle);
    }

    /// <summary>Expects this text next, as UTF-8, in whatever pieces it comes.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ExpectationFailedException">Something else came, or not all of it.</exception>
    public void Expect(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Expect(Encoding.UTF8.GetBytes(text).AsSpan());
    }

    /// <summary>Expects these bytes next, in whatever pieces they come.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="ExpectationFailedException">Something else came, or not all of it.</exception>
    public void Expect(ReadOnlySpan<byte> bytes)
    {
        var deadline = new Deadline(Patience);
        var came = new List<byte>();
        while (came.Count < bytes.Length)
        {
            var piece = Take(bytes.Length - came.Count, deadline);
            var same = bytes[came.Count..].CommonPrefixLength(piece);
            came.AddRange(piece);
            if (piece.Length > 0 && same == piece.Length)
                continue;
            var place = came.Count - piece.Length + same;
            throw Failed($"to write {EscapedBytes.Show(bytes, place)}", [.. came, .. _seen.Peek()], place);
        }
    }

    /// <summary>Expects that the handler writes nothing and leaves the connection open.</summary>
    /// <param name="during">
    /// How long, in real time; a thirtieth of <see cref="Patience"/> unless given, which is 100 ms. It begins when the handler has
    /// taken what was sent.
    /// </param>
    /// <exception cref="ExpectationFailedException">Something came, or the connection ended.</exception>
    public void ExpectNothing(TimeSpan? during = null)
    {
        Settle();
        if (_seen.Await((state, bytes) => bytes > 0 || state.End != ConnectionEnd.None, new Deadline(during ?? Pause)))
            throw Failed("to write nothing and to leave the connection open");
    }

    /// <summary>Takes exactly so many bytes.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="ExpectationFailedException">Fewer came.</exception>
    public byte[] Read(int count)
    {
        var deadline = new Deadline(Patience);
        var came = new List<byte>();
        while (came.Count < count)
        {
            var piece = Take(count - came.Count, deadline);
            if (piece.Length == 0)
                throw Failed($"to write {count} bytes, and wrote {came.Count}", [.. came], came.Count);
            came.AddRange(piece);
        }

        return [.. came];
    }

    /// <summary>Takes one line of UTF-8.</summary>
    /// <returns>The line without its end, LF or CRLF.</returns>
    /// <exception cref="ExpectationFailedException">No end of a line came.</exception>
    public string ReadLine()
    {
        var deadline = new Deadline(Patience);
        var came = new List<byte>();
        while (came.Count == 0 || came[^1] != '\n')
        {
            var piece = Take(1, deadline);
            if (piece.Length == 0)
                throw Failed("to write a line", [.. came], came.Count);
            came.AddRange(piece);
        }

        var length = came.Count > 1 && came[^2] == '\r' ? came.Count - 2 : came.Count - 1;
        return Encoding.UTF8.GetString([.. came[..length]]);
    }

    /// <summary>Takes all that the handler writes until it closes the connection, and expects that it does.</summary>
    /// <exception cref="ExpectationFailedException">The connection did not end with end-of-file in time.</exception>
    public byte[] ReadToEnd()
    {
        var deadline = new Deadline(Patience);
        var came = new List<byte>();
        while (Take(int.MaxValue, deadline) is { Length: > 0 } piece)
            came.AddRange(piece);
        if (_seen.State.End != ConnectionEnd.EndOfFile)
            throw Failed("to close the connection", [.. came], came.Count);
        ExpectStopped();
        return [.. came];
    }

    /// <summary>Expects end-of-file next: the handler has closed the connection, nothing it wrote is left, and it has stopped.</summary>
    /// <exception cref="ExpectationFailedException">Bytes came first, the connection was reset, or it did not end.</exception>
    public void ExpectClosed()
    {
        _seen.Await((state, bytes) => bytes > 0 || state.End != ConnectionEnd.None, new Deadline(Patience));
        if (_seen.Peek().Length > 0 || _seen.State.End != ConnectionEnd.EndOfFile)
            throw Failed("to close the connection, after nothing more");
        ExpectStopped();
    }

    /// <summary>Expects a reset, because the handler aborts or fails, and that it stops. What was not taken by then is lost.</summary>
    /// <exception cref="ExpectationFailedException">The connection was closed, or did not end.</exception>
    public void ExpectReset()
    {
        _seen.Await((state, _) => state.End != ConnectionEnd.None, new Deadline(Patience));
        if (_aborted || _seen.State.End != ConnectionEnd.Reset)
            throw Failed("to reset the connection");
        ExpectStopped();
    }

    /// <summary>Expects that an exception leaves the handler: the client is reset, and the handler stops.</summary>
    /// <param name="error">What its type or message contains, such as <c>FormatException</c>; anything unless given.</param>
    /// <returns>The error as the closing record names it: the exception's type and message.</returns>
    /// <exception cref="ExpectationFailedException">It did not fail, or otherwise.</exception>
    public string ExpectFailure(string error = "")
    {
        _seen.Await((state, _) => state.End != ConnectionEnd.None, new Deadline(Patience));
        if (_seen.State.Failure is not { } failure || !failure.Contains(error, StringComparison.Ordinal))
            throw Failed(error.Length == 0 ? "to fail" : $"to fail with {EscapedBytes.Show(Encoding.UTF8.GetBytes(error))}");
        ExpectStopped();
        return failure;
    }

    /// <summary>
    /// Expects that the handler writes as much as may be on its way and then waits, to be used after <see cref="StopReading"/>.
    /// </summary>
    /// <returns>How many bytes it has written that the client has not taken.</returns>
    /// <exception cref="ExpectationFailedException">It has room to write more, or does not come to rest.</exception>
    public long ExpectBackPressure()
    {
        var deadline = new Deadline(Patience);
        while (_seen.Await((state, _) => state.WindowIsFull || state.End != ConnectionEnd.None, deadline)
            && _seen.State is { WindowIsFull: true, End: ConnectionEnd.None } full)
        {
            if (!_seen.Await((state, _) => state != full, new Deadline(Pause)))
                return full.Untaken;
        }

        throw Failed($"to write {ActorHandler.Window} bytes that the client does not take, and then to wait");
    }

    /// <summary>Expects that the handler stops, to be used after <see cref="Abort"/>.</summary>
    /// <exception cref="ExpectationFailedException">It went on.</exception>
    public void ExpectStopped()
    {
        if (!_seen.Await((state, _) => state.IsStopped, new Deadline(Patience)))
            throw Failed("to stop, as its connection is over");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        // A handler on a stream waits on a thread of its own, and ends when its connection does.
        Order(new FromTest.Abort());
        _seen.Await((state, _) => state.IsStopped, new Deadline(PatienceOfDisposing));
        _system.Terminate().Wait(PatienceOfDisposing);
    }

    private void SendPiece(byte[] piece)
    {
        if (_sendingClosed)
            throw new InvalidOperationException("The client has closed its sending side.");
        Order(new FromTest.Send(piece));
    }

    private void Order(FromTest order) => _played.Tell(order);

    private byte[] Take(int most, Deadline deadline)
    {
        var taken = _seen.Take(most, deadline);
        Order(new FromTest.MakeRoom());
        return taken;
    }

    private ExpectationFailedException Failed(string expected) => Failed(expected, _seen.Peek(), 0);

    private ExpectationFailedException Failed(string expected, byte[] came, int place) =>
        new($"The handler was expected {expected}.\n  came:    {EscapedBytes.Show(came, place)}\n  handler: {_seen.State}");
}
