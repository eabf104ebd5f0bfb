using Akka.Configuration;

namespace StaticFiles.Tests;

/// <summary>A folder to be served, with one beside it that must never be, and links from here to there.</summary>
internal sealed class Folder : IDisposable
{
    public const string Secret = "secret";

    private readonly string _above = Directory.CreateTempSubdirectory("static-files-").FullName;

    public Folder()
    {
        Root = Path.Combine(_above, "root");
        Write("index.html", "<h1>home</h1>");
        Write("a.txt", "hello");
        Write("empty.css", "");
        Write("with space.txt", "space");
        Write("ä.txt", "umlaut");
        Write("sub/index.html", "sub");
        Write("sub/deep/b.txt", "deep");
        Write("no-index/c.json", "{}");
        Write(".hidden/d.txt", "hidden");
        Write("../outside/secret.txt", Secret);
        Write("../root-too/secret.txt", Secret);
        Link("out.txt", "../outside/secret.txt");
        Link("out", "../outside");
        Link("out-too", "../root-too");
        Link("absolute.txt", Path.Combine(_above, "outside/secret.txt"));
        Link("by-way-of-sub", "sub/../../outside");
        Link("in.txt", "sub/deep/b.txt");
        Link("in", Path.Combine(Root, "sub"));
        Link("sub/up.txt", "../a.txt");
        Link("circle", "circle");
        Link("nowhere", "missing");
    }

    public string Root { get; }

    public Config Config => ConfigurationFactory.ParseString($"root = \"{Root}\"");

    public StaticFilesSettings Settings => new(Root, "index.html", DotFiles: false);

    public string Write(string name, string content)
    {
        var path = Path.GetFullPath(Path.Combine(Root, name));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(_above, recursive: true);

    private void Link(string name, string target) => File.CreateSymbolicLink(Path.Combine(Root, name), target);
}
