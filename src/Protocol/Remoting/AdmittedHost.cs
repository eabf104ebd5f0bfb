using System.Security.Cryptography;
using System.Text;

namespace ActorServer.Protocol.Remoting;

/// <summary>One host that may connect: its secret, its one place, what it may reach.</summary>
internal sealed class AdmittedHost(string secret)
{
    /// <summary>Stands in for a host that was not admitted, so that the check takes its time all the same. Knows no secret.</summary>
    public static readonly AdmittedHost Nobody = new("");

    private readonly byte[] _secret = Encoding.UTF8.GetBytes(secret);
    private readonly Lock _gate = new();
    private bool _revoked;
    private bool _entered;
    private Action? _cut;

    /// <summary>Which paths the host reaches.</summary>
    public PathGrants Grants { get; } = new();

    public bool Knows(string secret) =>
        CryptographicOperations.FixedTimeEquals(_secret, Encoding.UTF8.GetBytes(secret)) && _secret.Length > 0;

    /// <summary>Takes the place; false while somebody has it.</summary>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_revoked || _entered)
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
        cut?.Invoke();
    }
}
