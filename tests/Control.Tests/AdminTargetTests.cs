using System.Diagnostics;
using ActorServer.Control.Finding;

namespace ActorServer.Control.Tests;

public sealed class AdminTargetTests : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("target").FullName;
    private readonly RuntimeDirectory _directory;
    private readonly Process _other = Process.Start(new ProcessStartInfo("sleep", "600"))!;

    public AdminTargetTests() => _directory = new RuntimeDirectory(Path.Combine(_parent, "actor-server"));

    public void Dispose()
    {
        _other.Kill();
        _other.Dispose();
        Directory.Delete(_parent, recursive: true);
    }

    [Fact]
    public void None_is_said_in_a_line() =>
        Assert.StartsWith("no server with actor-server.admin.listen runs under this user; start one, or name one by --admin", Error(null), StringComparison.Ordinal);

    [Fact]
    public void The_only_one_is_taken_with_its_token()
    {
        using var left = _directory.Leave(RunningServer.Here("127.0.0.1:7789", TokenFile("secret\n")));
        var target = AdminTarget.Choose(null, null, [_directory]);
        Assert.Equal(("127.0.0.1:7789", "secret"), (target.Address.Text, target.Token));
    }

    [Fact]
    public void Of_several_one_has_to_be_named()
    {
        using var left = _directory.Leave(RunningServer.Here("127.0.0.1:7789", ""));
        var start = File.ReadAllText($"/proc/{_other.Id}/stat").Split(' ')[21];
        File.WriteAllText(Path.Combine(_directory.Path, $"{_other.Id}"), $"address=unix:/run/x\nstarted={start}\n");
        var error = Error(null);
        Assert.Contains($"127.0.0.1:7789 (pid {Environment.ProcessId})", error, StringComparison.Ordinal);
        Assert.Contains($"unix:/run/x (pid {_other.Id})", error, StringComparison.Ordinal);
        Assert.EndsWith("choose one by --admin ADDRESS", error, StringComparison.Ordinal);
        Assert.Equal("unix:/run/x", AdminTarget.Choose("unix:/run/x", null, [_directory]).Address.Text);
    }

    [Fact]
    public void A_directory_that_is_not_believed_is_named()
    {
        Directory.CreateDirectory(_directory.Path);
        File.SetUnixFileMode(_directory.Path, (UnixFileMode)0x1FF);
        Assert.Contains("has mode 0777, and must have 0700", Error(null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("two words\n")]
    [InlineData("two\nlines\n")]
    public void A_file_without_a_token_is_an_error(string content) => Assert.Contains("holds no token", Error("127.0.0.1:1", TokenFile(content)), StringComparison.Ordinal);

    [Fact]
    public void A_token_file_that_is_not_there_is_an_error() => Assert.StartsWith("the token cannot be read: ", Error("127.0.0.1:1", "/none"), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void A_token_file_that_no_file_can_be_is_an_error(string file) => Assert.StartsWith("the token cannot be read: ", Error("127.0.0.1:1", file), StringComparison.Ordinal);

    private string TokenFile(string content)
    {
        var file = Path.Combine(_parent, "token");
        File.WriteAllText(file, content);
        return file;
    }

    private string Error(string? address, string? tokenFile = null) => Assert.Throws<ControlError>(() => AdminTarget.Choose(address, tokenFile, [_directory])).Message;
}
