
namespace ActorServer.Protocol.Inbound;

/// <summary>
/// The paths that a host reached until a moment ago. What it sends there may have been on the way, and then it is not to blame; but no more
/// can have been on the way than a handler may write before it waits. Thread-safe.
/// </summary>
/// <param name="most">So many are remembered.</param>
internal sealed class FormerGrants(int most = FormerGrants.Most)
{
    /// <summary>So many are remembered of a host that has one grant at a time.</summary>
    public const int Most = 16;

    /// <summary>What a handler's unacknowledged writes count at most, the last of which may go beyond the window.</summary>
    public const int Allowance = ActorHandler.Window + ActorHandler.MaxPiece;

    private readonly Lock _gate = new();
    private readonly Queue<FormerGrant> _grants = new();

    /// <summary>The host does not reach this path any more.</summary>
    public void Add(string path)
    {
        lock (_gate)
        {
            _grants.Enqueue(new FormerGrant(path));
            if (_grants.Count > most)
                _grants.Dequeue();
        }
    }

    /// <summary>Whether a message to this path may have been on the way when it was given up; counts it if so.</summary>
    /// <param name="path">The path.</param>
    /// <param name="bytes">The length of the message.</param>
    public bool MayBeLate(string path, int bytes)
    {
        lock (_gate)
            return _grants.FirstOrDefault(grant => grant.Covers(path)) is { } former && former.Takes(bytes);
    }

    private sealed class FormerGrant(string path)
    {
        private int _left = Allowance;

        public bool Covers(string other) => path == other || (other.StartsWith(path, StringComparison.Ordinal) && other[path.Length] == '/');

        public bool Takes(int bytes)
        {
            // A short piece's message is up to twice as long as what it counts.
            var cost = Math.Max(WriteWindow.LeastCost, bytes / 2);
            if (cost > _left)
                return false;
            _left -= cost;
            return true;
        }
    }
}
