using ActorServer.Admin.Access;
using ActorServer.Admin.Tests.Doubles;

namespace ActorServer.Admin.Tests;

public sealed class TokenFileTests : IDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TestFolder _folder = new();
    private readonly RecordedLog _log = new();

    [Theory]
    [InlineData("a-token", "a-token")]
    [InlineData("a-token\n", "a-token")]
    [InlineData("a-token\r\n", "a-token")]
    public void A_line_end_does_not_belong_to_it(string text, string token) =>
        Assert.True(new TokenFile(_folder.Write("token", text), _log).Current.Is(token));

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("\n", "is empty")]
    [InlineData("two words", "a token is one word")]
    [InlineData("two\nlines", "a token is one word")]
    [InlineData("ü", "a token is one word")]
    public void What_is_no_token_is_an_error(string text, string problem)
    {
        var path = _folder.Write("token", text);
        var failure = Assert.Throws<IOException>(() => new TokenFile(path, _log));
        Assert.StartsWith($"actor-server.admin.token-file = {path} ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead, "0640")]
    [InlineData(UnixFileMode.OtherRead, "0604")]
    [InlineData(UnixFileMode.OtherWrite, "0602")]
    public void One_that_others_may_use_is_an_error(UnixFileMode more, string mode)
    {
        var path = _folder.Write("token", "a-token", Owner | more);
        var failure = Assert.Throws<IOException>(() => new TokenFile(path, _log));
        Assert.Equal($"actor-server.admin.token-file = {path} has mode {mode}, so that others may use it; chmod 600 it", failure.Message);
    }

    [Fact]
    public void One_that_is_not_there_or_too_long_is_an_error()
    {
        Assert.Contains("does not exist", Assert.Throws<IOException>(() => new TokenFile(_folder["none"], _log)).Message, StringComparison.Ordinal);
        Assert.Contains("is no file, but a directory", Assert.Throws<IOException>(() => new TokenFile(Path.GetTempPath(), _log)).Message, StringComparison.Ordinal);
        var path = _folder.Write("token", new string('a', 5000));
        Assert.Contains("longer than 4096 bytes", Assert.Throws<IOException>(() => new TokenFile(path, _log)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_read_again_and_one_that_has_become_unusable_changes_nothing()
    {
        var path = _folder.Write("token", "first");
        var tokens = new TokenFile(path, _log);
        var session = tokens.Current.Session;

        _folder.Write("token", "other");
        Assert.True(tokens.Current.Is("other"));
        Assert.False(tokens.Current.Is("first"));
        Assert.False(tokens.Current.IsSession(session));

        _folder.Write("token", "third", Owner | UnixFileMode.OtherRead);
        Assert.True(tokens.Current.Is("other"));
        Assert.True(tokens.Current.Is("other"));
        File.Delete(path);
        Assert.True(tokens.Current.Is("other"));
        Assert.Collection(
            _log.Warnings,
            line => Assert.EndsWith("has mode 0604, so that others may use it; chmod 600 it; the token it had before still counts", line, StringComparison.Ordinal),
            line => Assert.EndsWith("does not exist; the token it had before still counts", line, StringComparison.Ordinal));

        _folder.Write("token", "fourth");
        Assert.True(tokens.Current.Is("fourth"));
    }

    [Fact]
    public void A_symbolic_link_is_what_it_leads_to()
    {
        _folder.Write("a", "first");
        _folder.Write("b", "second");
        File.CreateSymbolicLink(_folder["link"], _folder["a"]);
        var tokens = new TokenFile(_folder["link"], _log);
        Assert.True(tokens.Current.Is("first"));

        File.CreateSymbolicLink(_folder["next"], _folder["b"]);
        File.Move(_folder["next"], _folder["link"], overwrite: true);
        Assert.True(tokens.Current.Is("second"));
    }

    public void Dispose() => _folder.Dispose();
}
