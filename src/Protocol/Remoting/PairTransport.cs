using System.Net.Sockets;
using ActorServer.Protocol.Inbound;
using ActorServer.UnixSocket;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote.Transport;

namespace ActorServer.Protocol.Remoting;

/// <summary>
/// Akka.Remote between a server and its workers, each over a pair of connected sockets of which the server has one end and that
/// worker the other. There is no name, no file and no port, so that nobody can connect, and who is at the other end is known
/// without being asked. A pair that has ended is not replaced: its worker can be of no more use.
/// </summary>
/// <remarks>
/// Created by Akka.Remote on both sides. The server's is given pairs by <see cref="AdmittedHosts.Connect"/>; a worker's has its
/// one connection from <see cref="PairSetup"/> and associates over it.
/// </remarks>
internal sealed class PairTransport : Transport
{
    /// <summary>The protocol of its addresses; Akka.Remote puts <c>akka.</c> before it.</summary>
    public const string Scheme = "pair";

    // Akka.Remote wants one.
    private const int Port = 1;
    private const string Path = "akka.remote.pair";

    private readonly Lazy<FrameLimits> _limits;
    private readonly ILoggingAdapter _log;
    private readonly TransportLife _life;
    private readonly Lazy<InboundMarks> _marks;

    /// <summary>Akka.Remote creates it, with its block of the configuration.</summary>
    public PairTransport(ActorSystem system, Config config)
    {
        System = system;
        Config = config;
        SchemeIdentifier = Scheme;
        // What a constructor throws, Akka.Remote's start waits for without end.
        _limits = new Lazy<FrameLimits>(() => FrameLimits.From(config, Path));
        _log = Logging.GetLogger(system, typeof(PairTransport));
        _life = new TransportLife(_log);
        _marks = new Lazy<InboundMarks>(() => new InboundMarks((ExtendedActorSystem)system, InboundFilter.AkkaAddress(Local)));
    }

    public override long MaximumPayloadBytes => _limits.Value.MaximumPayloadBytes;

    private Address Local => AddressOf(System.Name, Config.GetString("host-name"));

    public override Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen()
    {
        if (!System.Settings.Setup.Get<PairSetup>().HasValue)
            AdmittedHosts.For(System).ConnectOver(ExpectAsync);
        return Task.FromResult((Local, _life.ListenerPromise));
    }

    public override bool IsResponsibleFor(Address remote) => true;

    /// <inheritdoc/>
    /// <remarks>A worker to its server, and once. The server never calls: it answers over what the worker has begun.</remarks>
    public override Task<AssociationHandle> Associate(Address remoteAddress)
    {
        var setup = remoteAddress.Host == RemotingConfig.ServerHost ? System.Settings.Setup.Get<PairSetup>() : default;
        return setup.HasValue && setup.Value.Take() is { } connection
            ? Task.FromResult<AssociationHandle>(_life.Begin(Local, remoteAddress, connection, _limits.Value))
            : Task.FromException<AssociationHandle>(new InvalidAssociationException($"There is no connection to {remoteAddress}."));
    }

    public override Task<bool> Shutdown() => _life.EndAsync();

    /// <summary>
    /// Begins an association with a host as soon as it speaks. Until then Akka.Remote need not know of it: what it allows for a
    /// handshake is not meant for the start of a process.
    /// </summary>
    /// <param name="host">The host's name.</param>
    /// <param name="admitted">What it may.</param>
    /// <param name="connection">The server's end of the pair, which is the transport's from now on.</param>
    /// <param name="ended">Called once, when nothing can come from the host any more.</param>
    public async Task ExpectAsync(string host, AdmittedHost admitted, Socket connection, Action ended)
    {
        admitted.Entered(connection.Dispose);
        try
        {
            if (await connection.ReceiveAsync(new byte[1], SocketFlags.Peek, _life.Ending).ConfigureAwait(false) > 0)
            {
                var listener = await _life.ListenerPromise.Task.WaitAsync(_life.Ending).ConfigureAwait(false);
                listener.Notify(new InboundAssociation(Begin(AddressOf(RemotingConfig.WorkerSystem, host), connection, admitted, ended)));
                return;
            }
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The process has ended before it said anything, or is expected no longer.
        }

        connection.Dispose();
        ended();
    }

    /// <summary>The address of a system on a host.</summary>
    internal static Address AddressOf(string system, string host) => new(Scheme, system, host, Port);

    private FrameAssociation Begin(Address remote, Socket connection, AdmittedHost admitted, Action ended)
    {
        var filter = new InboundFilter(Local, remote, admitted, AdmittedHosts.For(System), System.Serialization, _log);
        var association = _life.Begin(Local, remote, connection, _limits.Value, answers => new InboundGate(filter, _marks.Value, admitted, answers, TimeProvider.System), ended);
        admitted.Entered(association.Cut);
        return association;
    }
}
