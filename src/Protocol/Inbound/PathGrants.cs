using System.Collections.Immutable;

namespace ActorServer.Protocol.Inbound;

/// <summary>The actor paths that one host reaches: each granted path and what is below it. Thread-safe.</summary>
internal sealed class PathGrants
{
    private ImmutableHashSet<string> _paths = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The grants as they are now; another object after each change.</summary>
    public ImmutableHashSet<string> Current => Volatile.Read(ref _paths);

    public void Add(string path)
    {
        if (path is not ['/', _, ..] || path.EndsWith('/') || path.Contains('#', StringComparison.Ordinal))
            throw new ArgumentException($"'{path}' is not a path such as /user/a/b, without address and uid.", nameof(path));
        ImmutableInterlocked.Update(ref _paths, static (paths, added) => paths.Add(added), path);
    }

    public void Remove(string path) => ImmutableInterlocked.Update(ref _paths, static (paths, removed) => paths.Remove(removed), path);

    public void Clear() => ImmutableInterlocked.Update(ref _paths, static paths => paths.Clear());

    /// <summary>Whether a path is granted, or one above it.</summary>
    public static bool Cover(ImmutableHashSet<string> grants, string path) => Covering(grants, path) is not null;

    /// <summary>The grant that a path falls under; null if there is none.</summary>
    public static string? Covering(ImmutableHashSet<string> grants, string path)
    {
        for (var end = path.Length; end > 0; end = path.LastIndexOf('/', end - 1))
        {
            if (grants.TryGetValue(path[..end], out var grant))
                return grant;
        }

        return null;
    }
}
