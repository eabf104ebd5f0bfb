using System.Net.Sockets;
using ActorServer.Native.Processes;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote.Transport;

namespace ActorServer.UnixSocket;

/// <summary>
/// Akka.Remote over Unix domain sockets: for processes of one user on one machine, without a TCP port. Akka.Remote
/// creates it where <c>akka.remote.enabled-transports</c> names its block; <see cref="DefaultConfig"/> has that block with
/// all its settings, of which <c>directory</c> and <c>host-name</c> must be given.
/// </summary>
/// <remarks>
/// Whatever a stranger sends costs that stranger's connection and one line in the log, never another association. A
/// system that does not listen cannot be connected to; its peers send over the association that it opened.
/// </remarks>
public sealed class UnixSocketTransport : Transport
{
    /// <summary>The protocol of its addresses; Akka.Remote puts <c>akka.</c> before it.</summary>
    public const string Scheme = "unix";

    /// <summary>The port of every address: a Unix socket has none, Akka.Remote wants one.</summary>
    public const int Port = 1;

    private const int Backlog = 512;

    private static readonly TimeSpan PauseAfterFailedAccept = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PauseWhileBacklogIsFull = TimeSpan.FromMilliseconds(5);

    private readonly Lazy<UnixSocketSettings> _lazySettings;
    private readonly ILoggingAdapter _log;
    private readonly TransportLife _life;
    private Socket? _listener;

    /// <summary>Akka.Remote creates it, with its block of the configuration.</summary>
    public UnixSocketTransport(ActorSystem system, Config config)
    {
        System = system;
        Config = config;
        SchemeIdentifier = Scheme;
        _lazySettings = new Lazy<UnixSocketSettings>(() => UnixSocketSettings.From(config));
        _log = Logging.GetLogger(system, typeof(UnixSocketTransport));
        _life = new TransportLife(_log);
    }

    /// <summary>
    /// The block <c>akka.remote.unix-socket</c> with every setting, its default, unit and trade-off. Use it as a fallback of
    /// the system's configuration.
    /// </summary>
    public static Config DefaultConfig => Defaults.Config;

    /// <inheritdoc/>
    public override long MaximumPayloadBytes => Settings.Limits.MaximumPayloadBytes;

    private UnixSocketSettings Settings => _lazySettings.Value;

    private Address Local => AddressOf(System.Name, Settings.HostName);

    /// <inheritdoc/>
    /// <remarks>
    /// Whatever is wrong with the settings comes out here, in the task: an exception that is thrown, here or by the
    /// constructor, kills the actor that Akka.Remote's start waits for, without end.
    /// </remarks>
    public override async Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen()
    {
        using var directory = Settings.Directory.Open();
        if (Settings.Listen)
        {
            _listener = await BindAsync(directory).ConfigureAwait(false);
            _ = AcceptAsync(_listener);
        }

        return (Local, _life.ListenerPromise);
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
            return Begin(remoteAddress, socket);
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException or ConfigurationException)
        {
            throw new InvalidAssociationException($"{remoteAddress} cannot be reached: {Reason(failure)}", failure);
        }
    }

    /// <inheritdoc/>
    public override Task<bool> Shutdown() => _life.EndAsync(StopListening);

    /// <summary>The address of a system on a host.</summary>
    internal static Address AddressOf(string system, string host) => new(Scheme, system, host, Port);

    /// <summary>Whether an address has this transport's form.</summary>
    internal static bool IsUnixAddress(Address address) => address is { Protocol: Scheme, Port: Port, Host: not null };

    private static Socket NewSocket() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    private static string Reason(Exception failure) => failure is OperationCanceledException ? "it did not answer in time" : failure.Message;

    // Of two that start at once, one would otherwise take the other's new file for one that was left behind.
    private async Task<Socket> BindAsync(OpenDirectory directory)
    {
        var endPoint = Settings.Directory.EndPointOf(Settings.HostName);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_life.Ending);
        deadline.CancelAfter(Settings.HandshakeTimeout);
        try
        {
            await directory.LockAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw new ConfigurationException($"Cannot listen on {endPoint}: another process has locked its directory for too long.");
        }
        catch (IOException failure)
        {
            throw new ConfigurationException($"Cannot listen on {endPoint}: its directory cannot be locked: {failure.Message}.");
        }

        RefuseIfServed(endPoint);
        // A file that a killed process left behind.
        directory.Remove(SocketDirectory.FileNameOf(Settings.HostName));
        return Bind(endPoint);
    }

    private Socket Bind(UnixDomainSocketEndPoint endPoint)
    {
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

    private void StopListening()
    {
        // Once, and while it is still listened to: afterwards the file may be another's.
        if (Interlocked.Exchange(ref _listener, null) is not { } listener)
            return;
        DeleteSocketFile();
        listener.Dispose();
    }

    private void DeleteSocketFile()
    {
        try
        {
            using var directory = Settings.Directory.Open();
            directory.Remove(SocketDirectory.FileNameOf(Settings.HostName));
        }
        catch (ConfigurationException)
        {
            // The directory has gone, and the file with it, or is not what it was any more.
        }
    }

    private async Task AcceptAsync(Socket listener)
    {
        var associationListener = await _life.ListenerPromise.Task.ConfigureAwait(false);
        while (!_life.Ending.IsCancellationRequested)
        {
            try
            {
                var socket = await listener.AcceptAsync(_life.Ending).ConfigureAwait(false);
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
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_life.Ending);
        deadline.CancelAfter(Settings.HandshakeTimeout);
        var welcome = false;
        try
        {
            var greeting = await ReceiveGreetingAsync(socket, deadline.Token).ConfigureAwait(false);
            welcome = true;
            await Greeting.WelcomeAsync(socket, deadline.Token).ConfigureAwait(false);
            associationListener.Notify(new InboundAssociation(Begin(greeting.From, socket)));
        }
        catch (Exception refusal) when (refusal is SocketException or OperationCanceledException or InvalidAssociationException)
        {
            socket.Dispose();
            if (_life.Ending.IsCancellationRequested)
                return;
            // One that was let in and has ended meanwhile was refused by nobody.
            if (welcome && refusal is SocketException)
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

    private async Task<Socket> ReachAsync(string host)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_life.Ending);
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
        if (!await new Greeting(Local).SendAsync(socket, deadline).ConfigureAwait(false))
            throw new InvalidAssociationException($"{host} has refused the connection.");
    }

    private FrameAssociation Begin(Address remote, Socket socket) => _life.Begin(Local, remote, socket, Settings.Limits);

    // Read when they are asked for: a user's configuration may have all of them.
    private static class Defaults
    {
        public static Config Config { get; } = EmbeddedConfig.Read(typeof(UnixSocketTransport).Assembly, "unix-socket.conf");
    }
}
