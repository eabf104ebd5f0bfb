using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote.Transport;

namespace ActorServer.Protocol.Remoting;

/// <summary>
/// Akka.Remote over Unix domain sockets: for processes of one user on one machine, without a TCP port. Akka.Remote
/// creates it where <c>akka.remote.enabled-transports</c> names its block; <see cref="DefaultConfig"/> has that block with
/// all its settings, of which <c>directory</c> and <c>host-name</c> must be given.
/// </summary>
/// <remarks>
/// Whatever a stranger sends costs that stranger's connection and one line in the log, never another association. A
/// system that does not listen cannot be connected to; its peers send over the association that it opened.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "Shutdown ends it. Greetings that are under way still look at the cancellation then.")]
public sealed class UnixSocketTransport : Transport
{
    /// <summary>The protocol of its addresses; Akka.Remote puts <c>akka.</c> before it.</summary>
    public const string Scheme = "unix";

    /// <summary>The port of every address: a Unix socket has none, Akka.Remote wants one.</summary>
    public const int Port = 1;

    // What AkkaProtocolTransport wraps around a message must fit into the frame as well.
    private const int EnvelopeRoom = 32;
    private const int Backlog = 512;

    private static readonly TimeSpan PauseAfterFailedAccept = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PauseWhileBacklogIsFull = TimeSpan.FromMilliseconds(5);

    private readonly Lazy<UnixSocketSettings> _lazySettings;
    private readonly ILoggingAdapter _log;
    private readonly ConcurrentDictionary<UnixSocketAssociation, byte> _associations = new(ReferenceEqualityComparer.Instance);
    private readonly TaskCompletionSource<IAssociationEventListener> _listenerPromise = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _shutdown = new();
    private readonly Lazy<InboundMarks> _marks;
    private Socket? _listener;

    /// <summary>Akka.Remote creates it, with its block of the configuration.</summary>
    public UnixSocketTransport(ActorSystem system, Config config)
    {
        System = system;
        Config = config;
        SchemeIdentifier = Scheme;
        _lazySettings = new Lazy<UnixSocketSettings>(() => UnixSocketSettings.From(config));
        _log = Logging.GetLogger(system, typeof(UnixSocketTransport));
        _marks = new Lazy<InboundMarks>(() => new InboundMarks((ExtendedActorSystem)system, InboundFilter.AkkaAddress(Local)));
    }

    /// <summary>
    /// The block <c>akka.remote.unix-socket</c> with every setting, its default, unit and trade-off. Use it as a fallback of
    /// the system's configuration.
    /// </summary>
    public static Config DefaultConfig => Defaults.Config;

    /// <inheritdoc/>
    public override long MaximumPayloadBytes => Settings.MaximumFrameSize - EnvelopeRoom;

    private UnixSocketSettings Settings => _lazySettings.Value;

    private Address Local => AddressOf(System.Name, Settings.HostName);

    /// <inheritdoc/>
    /// <remarks>
    /// Whatever is wrong with the settings comes out here, in the task: an exception that is thrown, here or by the
    /// constructor, kills the actor that Akka.Remote's start waits for, without end.
    /// </remarks>
    public override Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen()
    {
        try
        {
            Settings.Directory.Verify();
            if (Settings.Listen)
            {
                _listener = Bind();
                _ = AcceptAsync(_listener);
            }

            return Task.FromResult((Local, _listenerPromise));
        }
        catch (Exception fault)
        {
            return Task.FromException<(Address, TaskCompletionSource<IAssociationEventListener>)>(fault);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Akka.Remote asks only the transports of the address's protocol, and by the outer name of that.</remarks>
    public override bool IsResponsibleFor(Address remote) => true;

    /// <inheritdoc/>
    public override async Task<AssociationHandle> Associate(Address remoteAddress)
    {
        if (!IsUnixAddress(remoteAddress) || !HostName.IsValid(remoteAddress.Host))
            throw new InvalidAssociationException($"{remoteAddress} is not an address of this transport.");
        try
        {
            var socket = await ReachAsync(remoteAddress.Host).ConfigureAwait(false);
            return Begin(remoteAddress, socket, admitted: null);
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException or ConfigurationException)
        {
            throw new InvalidAssociationException($"{remoteAddress} cannot be reached: {Reason(failure)}", failure);
        }
    }

    /// <inheritdoc/>
    public override async Task<bool> Shutdown()
    {
        await _shutdown.CancelAsync().ConfigureAwait(false);
        // Once: by the next time the file may be another's.
        if (Interlocked.Exchange(ref _listener, null) is { } listener)
        {
            listener.Dispose();
            DeleteSocketFile();
        }

        // Each is bounded by itself.
        await Task.WhenAll(_associations.Keys.Select(association => association.CloseAsync())).ConfigureAwait(false);
        return true;
    }

    /// <summary>The address of a system on a host.</summary>
    internal static Address AddressOf(string system, string host) => new(Scheme, system, host, Port);

    /// <summary>Whether an address has this transport's form.</summary>
    internal static bool IsUnixAddress(Address address) => address is { Protocol: Scheme, Port: Port, Host: not null };

    private static Socket NewSocket() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    private static string Reason(Exception failure) => failure is OperationCanceledException ? "it did not answer in time" : failure.Message;

    private Socket Bind()
    {
        var endPoint = Settings.Directory.EndPointOf(Settings.HostName);
        RefuseIfServed(endPoint);
        // A file that a killed process left behind.
        DeleteSocketFile();
        var listener = NewSocket();
        try
        {
            listener.Bind(endPoint);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(Settings.Directory.SocketFileOf(Settings.HostName), UnixFileMode.UserRead | UnixFileMode.UserWrite);
            listener.Listen(Backlog);
            return listener;
        }
        catch (Exception failure) when (failure is SocketException or IOException or UnauthorizedAccessException)
        {
            listener.Dispose();
            throw new ConfigurationException($"Cannot listen on {endPoint}: {failure.Message}");
        }
    }

    // Taking the file away from a living server would silently send its workers here.
    private static void RefuseIfServed(UnixDomainSocketEndPoint endPoint)
    {
        using var probe = NewSocket();
        // One that is too busy to accept must not hold this process up.
        probe.Blocking = false;
        try
        {
            probe.Connect(endPoint);
        }
        catch (SocketException failure) when (failure.SocketErrorCode != SocketError.WouldBlock)
        {
            return;
        }
        catch (SocketException)
        {
            // Its backlog is full: below.
        }

        throw new ConfigurationException($"Cannot listen on {endPoint}: another process listens there.");
    }

    private void DeleteSocketFile() => File.Delete(Settings.Directory.SocketFileOf(Settings.HostName));

    private async Task AcceptAsync(Socket listener)
    {
        var associationListener = await _listenerPromise.Task.ConfigureAwait(false);
        while (!_shutdown.IsCancellationRequested)
        {
            try
            {
                var socket = await listener.AcceptAsync(_shutdown.Token).ConfigureAwait(false);
                _ = GreetAsync(socket, associationListener);
            }
            catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException failure)
            {
                // Out of descriptors, most likely: it passes, and an acceptor that stopped for it would not come back.
                _log.Warning("Cannot accept a connection on {0}: {1}", Local, failure.Message);
                await Task.Delay(PauseAfterFailedAccept).ConfigureAwait(false);
            }
        }
    }

    private async Task GreetAsync(Socket socket, IAssociationEventListener associationListener)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_shutdown.Token);
        deadline.CancelAfter(Settings.HandshakeTimeout);
        AdmittedHost? admitted = null;
        try
        {
            var greeting = await ReceiveGreetingAsync(socket, deadline.Token).ConfigureAwait(false);
            admitted = Admit(greeting);
            await Greeting.WelcomeAsync(socket, deadline.Token).ConfigureAwait(false);
            var association = Begin(greeting.From, socket, admitted);
            associationListener.Notify(new InboundAssociation(association));
        }
        catch (Exception refusal) when (refusal is SocketException or OperationCanceledException or InvalidAssociationException)
        {
            admitted?.Leave();
            socket.Dispose();
            if (_shutdown.IsCancellationRequested)
                return;
            // One that was let in and has ended meanwhile was refused by nobody; who started it knows of its end.
            if (admitted is not null && refusal is SocketException)
                _log.Debug("A peer of {0} has gone before it was welcomed: {1}.", Local, Reason(refusal));
            else
                _log.Warning("Refused a connection to {0}: {1}.", Local, Reason(refusal));
        }
    }

    private static async Task<Greeting> ReceiveGreetingAsync(Socket socket, CancellationToken deadline)
    {
        if (!ProcessUser.IsOurs(socket))
            throw new InvalidAssociationException("it comes from a process of another user");
        return await Greeting.ReceiveAsync(socket, deadline).ConfigureAwait(false)
            ?? throw new InvalidAssociationException("what it sent is not a greeting");
    }

    private AdmittedHost? Admit(Greeting greeting)
    {
        if (!Settings.RequireCredentials)
            return null;
        return RemotingCredentials.For(System).Enter(greeting.From.Host, greeting.Secret, out var refusal)
            ?? throw new InvalidAssociationException(refusal);
    }

    private async Task<Socket> ReachAsync(string host)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_shutdown.Token);
        deadline.CancelAfter(Settings.HandshakeTimeout);
        var socket = await ConnectAsync(Settings.Directory.EndPointOf(host), deadline.Token).ConfigureAwait(false);
        try
        {
            await IntroduceAsync(socket, host, deadline.Token).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // TCP would queue whoever connects while the backlog is full. A Unix socket sends them away.
    private static async Task<Socket> ConnectAsync(UnixDomainSocketEndPoint endPoint, CancellationToken deadline)
    {
        while (true)
        {
            var socket = NewSocket();
            try
            {
                await socket.ConnectAsync(endPoint, deadline).ConfigureAwait(false);
                return socket;
            }
            catch (SocketException failure) when (failure.SocketErrorCode == SocketError.WouldBlock)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }

            await Task.Delay(PauseWhileBacklogIsFull, deadline).ConfigureAwait(false);
        }
    }

    private async Task IntroduceAsync(Socket socket, string host, CancellationToken deadline)
    {
        if (!ProcessUser.IsOurs(socket))
            throw new InvalidAssociationException($"{host} is a process of another user.");
        if (!await new Greeting(Local, Settings.Secret).SendAsync(socket, deadline).ConfigureAwait(false))
            throw new InvalidAssociationException($"{host} has refused the connection.");
    }

    private UnixSocketAssociation Begin(Address remote, Socket socket, AdmittedHost? admitted)
    {
        var association = new UnixSocketAssociation(Local, remote, socket, Settings, GateFor(remote, admitted), _log, ended => Forget(ended, admitted));
        _associations.TryAdd(association, 0);
        admitted?.Entered(association.Cut);
        association.Start();
        // It began while the others were being closed: nobody else would close it.
        if (_shutdown.IsCancellationRequested)
            association.Cut();
        return association;
    }

    private Func<FrameSender, InboundGate>? GateFor(Address remote, AdmittedHost? admitted)
    {
        if (admitted is null)
            return null;
        var filter = new InboundFilter(Local, remote, admitted, RemotingCredentials.For(System), System.Serialization, _log);
        return answers => new InboundGate(filter, _marks.Value, admitted, answers);
    }

    private void Forget(UnixSocketAssociation association, AdmittedHost? admitted)
    {
        _associations.TryRemove(association, out _);
        admitted?.Leave();
    }

    // Read when they are asked for: a worker has them from the server.
    private static class Defaults
    {
        public static Config Config { get; } = EmbeddedConfig.Read("unix-socket.conf");
    }
}
