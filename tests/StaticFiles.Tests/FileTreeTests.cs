using System.Diagnostics;
using System.Net;
using System.Text;
using CsCheck;

namespace StaticFiles.Tests;

public sealed class FileTreeTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.txt", "hello")]
    [InlineData("sub/", "sub")]
    [InlineData("/", "<h1>home</h1>")]
    [InlineData("sub/deep/b.txt", "deep")]
    [InlineData("in.txt", "deep")]
    [InlineData("in/", "sub")]
    [InlineData("in/deep/b.txt", "deep")]
    [InlineData("sub/up.txt", "hello")]
    [InlineData("in/up.txt", "hello")]
    [InlineData("empty.css", "")]
    public void Files_below_the_root_are_found_also_by_links(string name, string content) =>
        Assert.Equal((HttpStatusCode.OK, content), Read(name));

    [Theory]
    [InlineData("out.txt")]
    [InlineData("out/secret.txt")]
    [InlineData("out-too/secret.txt")]
    [InlineData("absolute.txt")]
    [InlineData("by-way-of-sub/secret.txt")]
    [InlineData("circle")]
    [InlineData("nowhere")]
    [InlineData("missing")]
    [InlineData("a.txt/")]
    [InlineData("a.txt/b")]
    [InlineData("no-index/")]
    public void What_is_not_there_or_lies_outside_is_not_found(string name) =>
        Assert.Equal(HttpStatusCode.NotFound, Read(name).Status);

    [Theory]
    [InlineData("sub")]
    [InlineData("sub/deep")]
    [InlineData("in")]
    public void A_folder_without_its_slash_is_elsewhere(string name) =>
        Assert.Equal(HttpStatusCode.MovedPermanently, Read(name).Status);

    [Fact]
    public void A_name_that_is_too_long_for_a_file_is_not_found() =>
        Assert.Equal(HttpStatusCode.NotFound, Read(new string('a', 5000)).Status);

    [Fact]
    public void A_pipe_that_nobody_writes_to_is_as_an_empty_file()
    {
        using var mkfifo = Process.Start("mkfifo", Path.Combine(_folder.Root, "pipe"));
        mkfifo.WaitForExit();

        Assert.Equal((HttpStatusCode.OK, ""), Read("pipe"));
    }

    [Fact]
    public void A_root_that_is_reached_by_a_link_is_served()
    {
        var link = _folder.Root + "-link";
        File.CreateSymbolicLink(link, "root");
        var tree = new FileTree(_folder.Settings with { Root = link });

        Assert.Equal(HttpStatusCode.OK, tree.Find(new TargetPath("in/deep/b.txt", IsFolder: false), out var file));
        file.Handle!.Dispose();
        Assert.Equal(HttpStatusCode.NotFound, tree.Find(new TargetPath("out.txt", IsFolder: false), out _));
    }

    [Fact]
    public void Whatever_is_asked_for_nothing_outside_is_read()
    {
        var names = Gen.OneOf("a.txt", "sub", "deep", "in", "out", "out-too", "by-way-of-sub", "absolute.txt", "secret.txt", "outside", "root-too", "circle", "no-index", "up.txt");
        var target = Gen.Select(Gen.OneOf(names, names, names, Gen.OneOf("..", "%2e%2e", "%2e.", "..%2f..", "", ".")).Array[1, 6], Gen.Bool);
        target.Sample(
            (parts, isFolder) =>
            {
                var text = "/" + string.Join('/', parts) + (isFolder ? "/" : "");
                if (TargetPath.Decode(Encoding.UTF8.GetBytes(text), dotFiles: true, out var path) == HttpStatusCode.OK)
                    Assert.NotEqual(Folder.Secret, Read(path).Content);
            },
            iter: 3_000);
    }

    private (HttpStatusCode Status, string Content) Read(string name) => Read(new TargetPath(name.Trim('/'), name.EndsWith('/')));

    private (HttpStatusCode Status, string Content) Read(TargetPath path)
    {
        var status = new FileTree(_folder.Settings).Find(path, out var file);
        if (file.Handle is null)
            return (status, "");
        using var stream = new FileStream(file.Handle, FileAccess.Read);
        using var reader = new StreamReader(stream);
        return (status, reader.ReadToEnd());
    }
}
