using System.Net;

namespace StaticFiles;

/// <summary>
/// The files below the root, and nothing else: a symbolic link may lead from one to another, but not out. Who can change the
/// tree between the check and the opening could have put a file into it.
/// </summary>
internal sealed class FileTree(StaticFilesSettings settings)
{
    private readonly string _root = RealPath.Of(settings.Root) ?? throw new DirectoryNotFoundException($"There is no folder {settings.Root}.");

    /// <summary>Finds what a target names.</summary>
    /// <returns>OK and the file; Moved where a folder lacks its slash; Not Found or Forbidden.</returns>
    public HttpStatusCode Find(TargetPath target, out FoundFile file)
    {
        file = default;
        try
        {
            if (Resolve(NameOf(target)) is not { } found)
                return HttpStatusCode.NotFound;
            if ((found.Attributes & FileAttributes.Directory) != 0)
                return target.IsFolder ? HttpStatusCode.NotFound : HttpStatusCode.MovedPermanently;
            file = Open(found);
            return HttpStatusCode.OK;
        }
        catch (UnauthorizedAccessException)
        {
            return HttpStatusCode.Forbidden;
        }
        catch (IOException failure) when (failure is FileNotFoundException or DirectoryNotFoundException or PathTooLongException)
        {
            return HttpStatusCode.NotFound;
        }
    }

    private string NameOf(TargetPath target) =>
        !target.IsFolder ? target.Name : target.Name.Length == 0 ? settings.Index : $"{target.Name}/{settings.Index}";

    // One look at each name on the way. A link is rare, and then all is followed from the beginning.
    private FileInfo? Resolve(string name)
    {
        for (var slash = name.IndexOf('/', StringComparison.Ordinal); ; slash = name.IndexOf('/', slash + 1))
        {
            var here = new FileInfo(Path.Join(_root, slash < 0 ? name : name.AsSpan(0, slash)));
            var attributes = here.Attributes;
            if (attributes == (FileAttributes)(-1))
                return null;
            if ((attributes & FileAttributes.ReparsePoint) != 0)
                return Follow(Path.Join(_root, name));
            if (slash < 0)
                return here;
            if ((attributes & FileAttributes.Directory) == 0)
                return null;
        }
    }

    private FileInfo? Follow(string path)
    {
        var real = RealPath.Of(path);
        return real is not null && Path.GetRelativePath(_root, real) is not (".." or ['.', '.', '/', ..]) ? new FileInfo(real) : null;
    }

    // Nothing is read of what has no length; and opening a pipe, which has none either, would wait for who writes to it.
    private static FoundFile Open(FileInfo found)
    {
        var handle = found.Length == 0 ? null : File.OpenHandle(found.FullName, share: FileShare.ReadWrite | FileShare.Delete);
        return new FoundFile(handle, handle is null ? 0 : RandomAccess.GetLength(handle), found.LastWriteTimeUtc, found.Extension);
    }
}
