using System.Collections.Concurrent;
using Akka.Actor;

namespace ActorServer.Protocol.Remoting;

/// <summary>
/// Who may connect to this system over <see cref="UnixSocketTransport"/>, and which actors they then reach. Thread-safe;
/// one for each actor system. A host that was never admitted cannot connect; an admitted one reaches, beside what
/// Akka.Remote itself needs, only the paths granted to it.
/// </summary>
internal sealed class RemotingCredentials : IExtension
{
    private readonly ConcurrentDictionary<string, AdmittedHost> _hosts = new(StringComparer.Ordinal);

    /// <summary>The extension of a system.</summary>
    public static RemotingCredentials For(ActorSystem system) => system.WithExtension<RemotingCredentials, RemotingCredentialsProvider>();

    /// <summary>How many inbound messages were not delivered.</summary>
    public long Dropped => _dropped;

    private long _dropped;

    /// <summary>Lets a host connect, with this secret, once at a time.</summary>
    /// <param name="host">Its name.</param>
    /// <param name="secret">What it will show.</param>
    /// <param name="onRefused">
    /// Hears, at a bounded rate and on any thread, of what the host sends and is not let in, the rest when it is revoked. From a host with which it
    /// has become too much nothing is let in any more; whoever runs it should end it.
    /// </param>
    /// <exception cref="ArgumentException">The name is no host name, the secret is empty, or the host is admitted already.</exception>
    public void Admit(string host, string secret, Action<RefusedMessages.Notice>? onRefused = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(secret);
        if (!HostName.IsValid(host))
            throw new ArgumentException($"'{host}' is not a host name: {HostName.Rule}.", nameof(host));
        if (!_hosts.TryAdd(host, new AdmittedHost(secret, onRefused)))
            throw new ArgumentException($"{host} is admitted already; a host is used once.", nameof(host));
    }

    /// <summary>
    /// Forgets a host, its secret and its grants, and ends its association. Call it when nothing more is expected of the
    /// host: what it has sent and was not read yet is lost.
    /// </summary>
    public void Revoke(string host)
    {
        if (_hosts.TryRemove(host, out var admitted))
            admitted.Revoke();
    }

    /// <summary>
    /// Lets a host reach the actor at this path and all below it. Paths are without address and uid, such as
    /// <c>/user/actor-server/default/connections/c-42</c>. Does nothing for a host that is not admitted.
    /// </summary>
    /// <param name="host">The host.</param>
    /// <param name="pathPrefix">The path.</param>
    /// <param name="carriesBytes">Whether a client's bytes go there: they come as fast as they are dealt with, other messages no faster than so many a second.</param>
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

    /// <summary>Whether this host was admitted with this secret. Takes the same time for a wrong one as for the right one.</summary>
    internal bool Check(string host, string secret) => (_hosts.TryGetValue(host, out var admitted) ? admitted : AdmittedHost.Nobody).Knows(secret);

    /// <summary>Takes the one place of a host whose credential is right; null, and the reason, if it may not have it.</summary>
    internal AdmittedHost? Enter(string host, string secret, out string refusal)
    {
        refusal = $"{host} is not admitted, or its secret is wrong";
        if (!Check(host, secret) || !_hosts.TryGetValue(host, out var admitted))
            return null;
        if (admitted.TryEnter())
            return admitted;
        refusal = $"{host} is connected already";
        return null;
    }

    internal void CountDropped() => Interlocked.Increment(ref _dropped);
}
