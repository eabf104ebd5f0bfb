using System.Net;
using System.Text;
using ActorServer.Serving.Handlers;
using ActorServer.Serving.Services;
using Akka.Actor;
using Akka.Configuration;
using Microsoft.Extensions.DependencyInjection;

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
public sealed partial class TestClient : IDisposable
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

    private readonly ServiceProvider? _services;

    private TestClient(Props handler, ConnectionInfo? connection, ServiceProvider? services = null)
    {
        _services = services;
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
    /// How long, in real time, <see cref="Connect{THandler}(string, ConnectionInfo?, Action{IServiceCollection}?)"/> waits for a handler to prepare itself;
    /// 10 s, as a server gives its workers (<c>start-timeout</c>). Once for all tests.
    /// </summary>
    public static TimeSpan PreparationPatience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long, in real time, an expectation waits before it fails.</summary>
    public TimeSpan Patience { get; set; } = DefaultPatience;

    /// <summary>What the handler is told of its connection.</summary>
    public ConnectionInfo Connection { get; }

    /// <summary>How many bytes were sent that the handler has not asked for yet.</summary>
    public long UnreadBytes => _seen.State.Unread;

    /// <summary>Connects to a handler that is made as the server makes it: settings validated, and prepared once.</summary>
    /// <typeparam name="THandler">An <see cref="ActorHandler"/> or a <see cref="StreamHandler"/>.</typeparam>
    /// <param name="settings">The handler's own settings, as HOCON.</param>
    /// <param name="connection">What the handler is told of its connection; <see cref="DefaultConnection"/> unless given.</param>
    /// <param name="services">
    /// Registers the services that the handler's constructor takes. Each client has its own, with a scope for the connection; disposing the
    /// client disposes them. Loggers are there anyway, and say nothing unless a provider is registered.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The type is not a handler, its settings are wrong, it cannot prepare itself, or not within <see cref="PreparationPatience"/>, or a
    /// service that it asks for cannot be had.
    /// </exception>
    public static TestClient Connect<THandler>(string settings = "", ConnectionInfo? connection = null, Action<IServiceCollection>? services = null)
        where THandler : class
    {
        ArgumentNullException.ThrowIfNull(settings);
        var provider = Build(services);
        try
        {
            return new TestClient(HandlerUnderTest.OfType(typeof(THandler), settings, HandlerServices.Of(provider), PreparationPatience), connection, provider);
        }
        catch
        {
            provider.Dispose();
            throw;
        }
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
        _services?.DisposeAsync().AsTask().Wait(PatienceOfDisposing);
    }

    private static ServiceProvider Build(Action<IServiceCollection>? services)
    {
        var collection = new ServiceCollection();
        collection.AddLogging();
        services?.Invoke(collection);
        return collection.BuildServiceProvider(validateScopes: true);
    }

    private void SendPiece(byte[] piece)
    {
        if (_sendingClosed)
            throw new InvalidOperationException("The client has closed its sending side.");
        Order(new FromTest.Send(piece));
    }

    private void Order(FromTest order) => _played.Tell(order);
}
