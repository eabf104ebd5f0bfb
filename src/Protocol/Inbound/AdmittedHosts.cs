using System.Collections.Concurrent;
using System.Net.Sockets;
using ActorServer.UnixSocket;
using Akka.Actor;

namespace ActorServer.Protocol.Inbound;

/// <summary>
/// Which workers are connected to this system over a transport of pairs, and which actors they then reach. Thread-safe;
/// one for each actor system. A host that was never admitted cannot be connected; an admitted one reaches, beside what
/// Akka.Remote itself needs, only the paths granted to it.
/// </summary>
internal sealed class AdmittedHosts : IExtension
{
    private readonly ConcurrentDictionary<string, AdmittedHost> _hosts = new(StringComparer.Ordinal);

    /// <summary>The extension of a system.</summary>
    public static AdmittedHosts For(ActorSystem system) => system.WithExtension<AdmittedHosts, AdmittedHostsProvider>();

    /// <summary>How many messages of all hosts were not delivered.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    private long _dropped;
    private volatile Connector? _connect;

    /// <summary>Makes a host known, so that it can be granted something.</summary>
    /// <param name="host">Its name.</param>
    /// <param name="onRefused">
    /// Hears, at a bounded rate and on any thread, of what the host sends and is not let in, the rest when it is revoked. From a host with which it
    /// has become too much nothing is let in any more; whoever runs it should end it.
    /// </param>
    /// <param name="atOnce">How many streams it may be granted at the same time.</param>
    /// <exception cref="ArgumentException">The name is no host name, or the host is admitted already.</exception>
    public void Admit(string host, Action<RefusedMessages.Notice>? onRefused = null, int atOnce = 1)
    {
        if (!HostName.IsValid(host))
            throw new ArgumentException($"'{host}' is not a host name: {HostName.Rule}.", nameof(host));
        if (!_hosts.TryAdd(host, new AdmittedHost(onRefused, atOnce)))
            throw new ArgumentException($"{host} is admitted already; a host is used once.", nameof(host));
    }

    /// <summary>
    /// Connects an admitted host: what comes over this socket comes from it. Whoever has the other end is that host.
    /// </summary>
    /// <param name="host">The host.</param>
    /// <param name="connection">This side's end, whose owner is the transport from now on.</param>
    /// <param name="ended">Called once, on any thread, when nothing can come from the host any more.</param>
    /// <exception cref="InvalidOperationException">The host is not admitted, or this system has no such transport.</exception>
    public void Connect(string host, Socket connection, Action ended)
    {
        if (_connect is not { } connect || !_hosts.TryGetValue(host, out var admitted))
            throw new InvalidOperationException($"{host} is not admitted, or there is no transport for it.");
        _ = connect(host, admitted, connection, ended);
    }

    /// <summary>
    /// Forgets a host and its grants, and ends its connection: what it has sent and was not read yet is lost. Returns how many of its
    /// messages were not delivered.
    /// </summary>
    public long Revoke(string host)
    {
        if (!_hosts.TryRemove(host, out var admitted))
            return 0;
        admitted.Revoke();
        return admitted.Dropped;
    }

    /// <summary>
    /// Lets a host reach the actor at this path and all below it. Paths are without address and uid, such as
    /// <c>/user/actor-server/default/connections/c-42</c>. Does nothing for a host that is not admitted.
    /// </summary>
    /// <param name="host">The host.</param>
    /// <param name="pathPrefix">The path.</param>
    /// <param name="carriesBytes">Whether a client's bytes go there: they come as fast as they are dealt with, all other messages no faster than so many a second.</param>
    public void Grant(string host, string pathPrefix, bool carriesBytes = false)
    {
        if (!_hosts.TryGetValue(host, out var admitted))
            return;
        if (carriesBytes)
            admitted.Streams.Add(pathPrefix);
        admitted.Grants.Add(pathPrefix);
    }

    /// <summary>Takes a grant back.</summary>
    public void Ungrant(string host, string path)
    {
        if (_hosts.TryGetValue(host, out var admitted))
            admitted.Ungrant(path);
    }

    /// <summary>From now on hosts are connected in this way.</summary>
    public void ConnectOver(Connector connect) => _connect = connect;

    internal void CountDropped(AdmittedHost host)
    {
        host.CountDropped();
        Interlocked.Increment(ref _dropped);
    }

    /// <summary>Begins to listen to a host; see <see cref="Connect"/>.</summary>
    /// <param name="host">The host's name.</param>
    /// <param name="admitted">What it may.</param>
    /// <param name="connection">This side's end of the pair.</param>
    /// <param name="ended">Called once, when nothing can come from the host any more.</param>
    internal delegate Task Connector(string host, AdmittedHost admitted, Socket connection, Action ended);
}
