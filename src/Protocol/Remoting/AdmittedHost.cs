using System.Security.Cryptography;
using System.Text;

namespace ActorServer.Protocol.Remoting;

/// <summary>One host that may connect: its secret, its one place, what it may reach.</summary>
/// <param name="secret">What it shows; empty for a host that nobody is.</param>
/// <param name="onRefused">Hears of what it sends and is refused; null for nobody.</param>
internal sealed class AdmittedHost(string secret, Action<RefusedMessages.Notice>? onRefused = null)
{
    // Messages for a connection that is over may still be on the way; the host is not to blame.
    private const int FormerGrants = 16;

    /// <summary>Stands in for a host that was not admitted, so that the check takes its time all the same. Knows no secret.</summary>
    public static readonly AdmittedHost Nobody = new("");

    private readonly byte[] _secret = Encoding.UTF8.GetBytes(secret);
    private readonly Lock _gate = new();
    private readonly Queue<string> _former = new();
    private bool _revoked;
    private bool _entered;
    private Action? _cut;

    /// <summary>Which paths the host reaches.</summary>
    public PathGrants Grants { get; } = new();

    /// <summary>Those of <see cref="Grants"/> where bytes of a client go, which have a pace of their own.</summary>
    public PathGrants Streams { get; } = new();

    /// <summary>What it has sent and was refused.</summary>
    public RefusedMessages Refused { get; } = new(TimeProvider.System, onRefused);

    /// <summary>Its numbered messages.</summary>
    public NumberedMessages Numbered { get; } = new();

    public bool Knows(string secret) =>
        CryptographicOperations.FixedTimeEquals(_secret, Encoding.UTF8.GetBytes(secret)) && _secret.Length > 0;

    /// <summary>Takes a grant back.</summary>
    public void Ungrant(string path)
    {
        Grants.Remove(path);
        Streams.Remove(path);
        Numbered.Forget(path);
        lock (_former)
        {
            _former.Enqueue(path);
            if (_former.Count > FormerGrants)
                _former.Dequeue();
        }
    }

    /// <summary>Whether the path was granted not long ago.</summary>
    public bool WasGranted(string path)
    {
        lock (_former)
            return _former.Any(grant => path == grant || (path.StartsWith(grant, StringComparison.Ordinal) && path[grant.Length] == '/'));
    }

    /// <summary>Takes the place; false while somebody has it.</summary>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_revoked || _entered || Refused.IsTooMuch)
                return false;
            _entered = true;
            return true;
        }
    }

    /// <summary>Says how the association that has the place is ended; it ends at once if the host was revoked meanwhile.</summary>
    public void Entered(Action cut)
    {
        lock (_gate)
        {
            _cut = cut;
            if (!_revoked)
                return;
        }

        cut();
    }

    /// <summary>Gives the place back.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            _entered = false;
            _cut = null;
        }
    }

    /// <summary>Lets nobody in any more, and ends the association that is there.</summary>
    public void Revoke()
    {
        Action? cut;
        lock (_gate)
        {
            _revoked = true;
            cut = _cut;
        }

        Grants.Clear();
        Streams.Clear();
        cut?.Invoke();
        Refused.TellRest();
    }
}
