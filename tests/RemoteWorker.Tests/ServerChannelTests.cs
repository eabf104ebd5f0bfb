using System.Text;
using CsCheck;
using Microsoft.Win32.SafeHandles;

namespace ActorServer.RemoteWorker.Tests;

public sealed class ServerChannelTests
{
    private static readonly SafeFileHandle Nothing = new(-1, ownsHandle: false);
    private static readonly Gen<string> Lines = Gen.String[Gen.Char[' ', '\u2000'], 0, 200];

    [Fact]
    public void A_start_is_the_first_two_lines() =>
        Gen.Select(Lines, Lines, Gen.String).Sample((bootstrap, config, rest) =>
        {
            var start = Channel($"{bootstrap}\n{config}\n{rest}").ReadStart();
            return Encoding.UTF8.GetString(start.Bootstrap.Span) == bootstrap && Encoding.UTF8.GetString(start.Config.Span) == config;
        });

    [Fact]
    public void It_may_come_in_any_pieces() =>
        Gen.Select(Gen.String[Gen.Char['a', 'z'], 0, 200], Gen.String[Gen.Char['a', 'z'], 0, 100_000]).Sample(
            (bootstrap, config) =>
            {
                var start = new ServerChannel(new Pieces($"{bootstrap}\n{config}\n"), Nothing).ReadStart();
                return Encoding.UTF8.GetString(start.Bootstrap.Span) == bootstrap && Encoding.UTF8.GetString(start.Config.Span) == config;
            },
            iter: 50);

    [Theory]
    [InlineData("")]
    [InlineData("no end")]
    [InlineData("one line\nno end")]
    public void A_pipe_that_ends_before_the_lines_do_is_not_a_servers(string text) =>
        Assert.Contains("started by actor-server", Assert.Throws<FormatException>(() => Channel(text).ReadStart()).Message, StringComparison.Ordinal);

    [Fact]
    public void A_line_without_end_is_not_gathered_for_ever() =>
        Assert.Throws<FormatException>(() => new ServerChannel(new Endless(), Nothing).ReadStart());

    private static ServerChannel Channel(string text) => new(new MemoryStream(Encoding.UTF8.GetBytes(text)), Nothing);

    private sealed class Pieces(string text) : MemoryStream(Encoding.UTF8.GetBytes(text))
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 997));
    }

    private sealed class Endless : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)'x');
            return count;
        }
    }
}
