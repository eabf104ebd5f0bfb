namespace ActorServer.Protocol.Inbound;

/// <summary>
/// The system messages of one host, which Akka.Remote numbers and delivers without a gap: it keeps whatever comes after one, without
/// bound, and an actor keeps whoever watches it. So there must be no gap, and not many watchers. Thread-safe.
/// </summary>
internal sealed class NumberedMessages
{
    // Akka.Remote's own actors do, once each.
    private const int MostOfKeptKinds = 16;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _kept = new(StringComparer.Ordinal);
    private ulong? _uid;
    private ulong _next;

    /// <summary>The host's actor system has said which it is; another one numbers anew.</summary>
    public void Begin(ulong uid)
    {
        lock (_gate)
        {
            if (_uid != uid)
                _next = 0;
            _uid = uid;
        }
    }

    /// <summary>Whether this number has been had or is the next.</summary>
    /// <param name="number">The message's number.</param>
    /// <param name="isNew">Whether it is the next: Akka.Remote repeats what is not acknowledged, and keeps nothing of what it has had.</param>
    public bool Follows(ulong number, out bool isNew)
    {
        lock (_gate)
        {
            isNew = number == _next;
            if (isNew)
                _next++;
            return isNew || number < _next;
        }
    }

    /// <summary>Whether another message that the actors below this grant keep is one too many.</summary>
    public bool MayBeKept(string grant)
    {
        lock (_gate)
            return (_kept[grant] = _kept.GetValueOrDefault(grant) + 1) <= MostOfKeptKinds;
    }

    /// <summary>The actors are gone.</summary>
    public void Forget(string grant)
    {
        lock (_gate)
            _kept.Remove(grant);
    }
}
