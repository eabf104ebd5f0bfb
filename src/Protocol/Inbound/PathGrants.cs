using System.Collections.Concurrent;

namespace ActorServer.Protocol.Inbound;

/// <summary>The actor paths that one host reaches: each granted path and what is below it. Thread-safe.</summary>
internal sealed class PathGrants
{
    private readonly ConcurrentDictionary<string, bool> _paths = new(StringComparer.Ordinal);

    public void Add(string path)
    {
        if (path is not ['/', _, ..] || path.EndsWith('/') || path.Contains('#', StringComparison.Ordinal))
            throw new ArgumentException($"'{path}' is not a path such as /user/a/b, without address and uid.", nameof(path));
        _paths[path] = true;
    }

    public void Remove(string path) => _paths.TryRemove(path, out _);

    public void Clear() => _paths.Clear();

    /// <summary>Whether a path is granted, or one above it.</summary>
    public bool Cover(string path) => Covering(path) is not null;

    /// <summary>The grant that a path falls under; null if there is none.</summary>
    public string? Covering(string path)
    {
        // Whoever sends chooses the path: the paths above it are looked up as parts of it, and not copied.
        var paths = _paths.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var above = path.AsSpan(); above.Length > 0; above = above[..Math.Max(0, above.LastIndexOf('/'))])
        {
            if (paths.TryGetValue(above, out var grant, out _))
                return grant;
        }

        return null;
    }
}
