using System.Globalization;
using ActorServer.Native.Files;
using ActorServer.Native.Processes;

namespace ActorServer.Control.Finding;

/// <summary>
/// The directory in which this user's servers say where they are reached. Whoever else could write into it could have tokens sent to himself:
/// it must be no link, this user's, and mode 0700, or nothing is read from it and nothing left.
/// </summary>
internal sealed class RuntimeDirectory(string path)
{
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Where it is.</summary>
    public string Path { get; } = path;

    /// <summary>Where a server of this user may have left its address: one that runs as a service has no runtime directory of a session's.</summary>
    public static IReadOnlyList<RuntimeDirectory> All() => [.. new[] { OfSession(), Temporary() }.OfType<RuntimeDirectory>()];

    /// <summary>Where a server of this process leaves its address.</summary>
    public static RuntimeDirectory Own() => OfSession() ?? Temporary();

    private static RuntimeDirectory? OfSession() => OfSession(Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR"));

    /// <summary>That of a session's runtime directory; null where there is none, or it is another user's, as <c>sudo -E</c> leaves it.</summary>
    internal static RuntimeDirectory? OfSession(string? session) =>
        session is { Length: > 0 } && System.IO.Path.IsPathRooted(session) && IsThisUsers(session)
            ? new RuntimeDirectory(System.IO.Path.Combine(session, "actor-server"))
            : null;

    private static bool IsThisUsers(string path)
    {
        try
        {
            using var directory = DirectoryHandle.Open(path, followsLinks: true);
            return directory.Owner is not { } owner || owner == ProcessUser.Effective;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static RuntimeDirectory Temporary() => new($"/tmp/actor-server-{ProcessUser.Effective.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>Leaves word of a server until what is returned is disposed.</summary>
    /// <exception cref="IOException">That cannot be; the message says why.</exception>
    public IDisposable Leave(RunningServer server)
    {
        try
        {
            Directory.CreateDirectory(Path, OwnerAlone);
            Check();
            RemoveDead();
            return Write(server);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new IOException(denied.Message, denied);
        }
    }

    /// <summary>The servers that run; what others have left behind is passed over.</summary>
    /// <exception cref="IOException">The directory is not to be trusted, or cannot be read; the message says why.</exception>
    public IReadOnlyList<RunningServer> Find()
    {
        try
        {
            if (!Directory.Exists(Path))
                return [];
            Check();
            var alive = Files().Select(found => found.Server).Where(server => server.IsAlive).OrderBy(server => server.Pid).ToArray();
            // Another one may have been put in its place while it was read.
            Check();
            return alive;
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new IOException(denied.Message, denied);
        }
    }

    // A server that starts does it, and nobody else: whoever only looks takes nothing away from others who look.
    private void RemoveDead()
    {
        foreach (var (file, server) in Files())
        {
            if (!server.IsAlive)
                File.Delete(file);
        }
    }

    private IEnumerable<(string File, RunningServer Server)> Files()
    {
        foreach (var file in Directory.EnumerateFiles(Path))
        {
            if (RunningServer.Read(file) is { } server)
                yield return (file, server);
        }
    }

    private void Check()
    {
        using var directory = DirectoryHandle.Open(Path);
        if (directory.Owner is { } owner && owner != ProcessUser.Effective)
            throw new IOException($"{Path} belongs to another user");
        if ((directory.Mode & ~OwnerAlone) != 0)
            throw new IOException($"{Path} has mode 0{Convert.ToString((int)directory.Mode, 8)}, and must have 0700");
    }

    // Under another name first: nobody reads half of it.
    private Left Write(RunningServer server)
    {
        var file = System.IO.Path.Combine(Path, server.Pid.ToString(CultureInfo.InvariantCulture));
        var draft = file + ".new";
        File.Delete(draft);
        using (var stream = new FileStream(draft, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnersFile }))
            stream.Write(server.Content());
        File.Move(draft, file, overwrite: true);
        return new Left(file);
    }

    private sealed class Left(string file) : IDisposable
    {
        public void Dispose()
        {
            try
            {
                File.Delete(file);
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // With the directory. Whoever finds it anyway finds that the process has ended.
            }
        }
    }
}
