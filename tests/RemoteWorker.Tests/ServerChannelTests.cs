using System.Text;
using CsCheck;
using Microsoft.Win32.SafeHandles;

namespace ActorServer.RemoteWorker.Tests;

public sealed class ServerChannelTests
{
    private static readonly SafeFileHandle Nothing = new(-1, ownsHandle: false);

    [Fact]
    public void The_bootstrap_line_is_what_comes_before_the_first_line_end() =>
        Gen.String[Gen.Char[' ', '\u2000'], 0, 200].Select(Gen.String).Sample((line, rest) =>
            Channel($"{line}\n{rest}").ReadBootstrapLine() == line);

    [Theory]
    [InlineData("")]
    [InlineData("no end")]
    public void A_pipe_that_ends_before_the_line_does_is_not_a_servers(string text) =>
        Assert.Contains("started by actor-server", Assert.Throws<FormatException>(() => Channel(text).ReadBootstrapLine()).Message, StringComparison.Ordinal);

    [Fact]
    public void A_line_without_end_is_not_gathered_for_ever() =>
        Assert.Throws<FormatException>(() => new ServerChannel(new Endless(), Nothing).ReadBootstrapLine());

    private static ServerChannel Channel(string text) => new(new MemoryStream(Encoding.UTF8.GetBytes(text)), Nothing);

    private sealed class Endless : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)'x');
            return count;
        }
    }
}
