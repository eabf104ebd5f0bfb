using System.Net;

namespace ActorServer.Server.Arrival;

/// <summary>
/// The sources of one service: how many clients each has, how fast new ones come, and what it is penalised with. Sources with clients
/// are known as long as these are there. Of the others so many are known at most; beyond that the one of which nothing has been heard for
/// longest is forgotten. Pure: the caller brings the time, which never goes back.
/// </summary>
/// <param name="settings">What one source may have.</param>
/// <param name="penalties">What it is penalised for.</param>
/// <param name="mostIdle">So many sources without clients are known.</param>
internal sealed class Sources(SourceSettings settings, PenaltySettings penalties, int mostIdle = Sources.MostIdle)
{
    /// <summary>As many as OpenSSH keeps; some 10 MB.</summary>
    public const int MostIdle = 64 * 1024;

    private readonly Dictionary<Source, SourceState> _known = [];
    private readonly LinkedList<SourceState> _idle = new();

    // By reference: what stands for a client is itself alone.
    private readonly Dictionary<object, SourceState> _clients = new(ReferenceEqualityComparer.Instance);

    /// <summary>Sources that are known.</summary>
    public int Count => _known.Count;

    /// <summary>Clients that are counted.</summary>
    public int Clients => _clients.Count;

    /// <summary>Why no client of this address may come in now; null if one may, which then has its token.</summary>
    public string? WhyNot(IPAddress address, TimeSpan now)
    {
        var state = Touch(SourceOf(address));
        var reason = WhyNot(state, now);
        ForgetIfIdle(state, now);
        return reason;
    }

    /// <summary>A client of this address has come in.</summary>
    public void Enter(object client, IPAddress address)
    {
        var state = Touch(SourceOf(address));
        state.Connections++;
        if (state.Idle is { } idle)
            _idle.Remove(idle);
        state.Idle = null;
        _clients.Add(client, state);
    }

    /// <summary>A client has gone, for this reason if it had a connection. Counted once, however often it is said.</summary>
    public void Leave(object client, TimeSpan now, string? endReason = null)
    {
        if (!_clients.Remove(client, out var state))
            return;
        state.Connections--;
        if (endReason is not null && penalties.For(endReason) is var penalty && penalty > TimeSpan.Zero)
            state.Penalty.Add(penalty, penalties, now);
        ForgetIfIdle(state, now);
    }

    private Source SourceOf(IPAddress address) => Source.Of(address, settings.PrefixV4, settings.PrefixV6);

    private string? WhyNot(SourceState state, TimeSpan now)
    {
        if (state.Penalty.Refuses(now))
            return RefusalReason.Penalised;
        if (settings.MaxConnections > 0 && state.Connections >= settings.MaxConnections)
            return RefusalReason.SourceFull;
        return state.Bucket.TryTake(settings.Rate, now) ? null : RefusalReason.SourceRate;
    }

    private SourceState Touch(Source source)
    {
        if (!_known.TryGetValue(source, out var state))
            _known.Add(source, state = new SourceState(source));
        return state;
    }

    private void ForgetIfIdle(SourceState state, TimeSpan now)
    {
        if (state.Connections > 0)
            return;
        if (state.Idle is { } idle)
            _idle.Remove(idle);
        state.Idle = null;
        if (state.IsAsNew(now))
            _known.Remove(state.Source);
        else
            KeepAsIdle(state);
    }

    private void KeepAsIdle(SourceState state)
    {
        state.Idle = _idle.AddLast(state);
        if (_idle.Count <= mostIdle)
            return;
        _known.Remove(_idle.First!.Value.Source);
        _idle.RemoveFirst();
    }
}
