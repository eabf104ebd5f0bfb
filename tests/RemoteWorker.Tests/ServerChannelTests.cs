using System.Net.Sockets;
using System.Text;
using ActorServer.Native.Descriptors;
using ActorServer.Native.Sockets;
using ActorServer.Tests.Shared;
using CsCheck;
using Microsoft.Win32.SafeHandles;

namespace ActorServer.RemoteWorker.Tests;

public sealed class ServerChannelTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly Gen<string> Lines = Gen.String[Gen.Char[' ', '\u2000'], 0, 200];

    private readonly UnixSocketPair _pair = new();
    private readonly ServerChannel _channel;

    public ServerChannelTests() => _channel = ChannelOf(_pair.Other);

    public void Dispose()
    {
        _channel.Dispose();
        _pair.Dispose();
    }

    [Fact]
    public void A_start_is_the_first_two_lines() =>
        Gen.Select(Lines, Lines).Sample((bootstrap, config) => ReadStart($"{bootstrap}\n{config}\n", pieces: int.MaxValue) == (bootstrap, config));

    [Fact]
    public void It_may_come_in_any_pieces() =>
        Gen.Select(Gen.String[Gen.Char['a', 'z'], 0, 200], Gen.String[Gen.Char['a', 'z'], 0, 100_000]).Sample(
            (bootstrap, config) => ReadStart($"{bootstrap}\n{config}\n", pieces: 997) == (bootstrap, config), iter: 50);

    [Theory]
    [InlineData("")]
    [InlineData("no end")]
    [InlineData("one line\nno end")]
    public void A_channel_that_ends_before_the_lines_do_is_not_a_servers(string text)
    {
        _pair.One.Send(Encoding.UTF8.GetBytes(text));
        _pair.One.Shutdown(SocketShutdown.Send);
        Assert.Contains("started by actor-server", Assert.Throws<FormatException>(() => _channel.ReadStart()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_without_end_is_not_gathered_for_ever()
    {
        // Until the socket is closed.
        _ = Task.Run(() =>
        {
            while (true)
                _pair.One.Send(new byte[16 * 1024]);
        });
        await Assert.ThrowsAsync<FormatException>(() => Task.Run(() => _channel.ReadStart())).WaitAsync(Patience);
    }

    [Fact]
    public void The_connection_comes_with_the_first_bytes_and_is_had_once()
    {
        using var connection = new UnixSocketPair();
        Assert.Equal(0, DescriptorPassing.Send(_pair.One.SafeHandle, "boot"u8, connection.Other.SafeHandle));
        _pair.One.Send("strap\nconfig\n"u8);
        Assert.Equal("bootstrap", Encoding.UTF8.GetString(_channel.ReadStart().Bootstrap.Span));

        using var taken = _channel.TakeConnection();
        connection.One.Send("hello"u8);
        var heard = new byte[5];
        Assert.Equal(5, taken.Receive(heard));
        Assert.Equal("hello"u8.ToArray(), heard);
        Assert.Throws<FormatException>(_channel.TakeConnection);
    }

    [Fact]
    public async Task A_channel_that_somebody_has_made_non_blocking_is_waited_for_all_the_same()
    {
        // Of the same socket, and .NET sets the mode when it waits asynchronously.
        using var somebody = SocketDuplicate.Take(_pair.Other);
        somebody.Blocking = false;
        Assert.True(Fcntl.IsNonBlocking(_pair.Other.SafeHandle));

        var reading = Task.Run(() => _channel.ReadStart());
        await _pair.One.SendAsync("bootstrap\n"u8.ToArray());
        Assert.False(reading.IsCompleted);
        await _pair.One.SendAsync("config\n"u8.ToArray());
        Assert.Equal("config", Encoding.UTF8.GetString((await reading.WaitAsync(Patience)).Config.Span));
    }

    private static (string Bootstrap, string Config) ReadStart(string text, int pieces)
    {
        using var pair = new UnixSocketPair();
        using var channel = ChannelOf(pair.Other);
        // What the socket has no room for waits for the reader.
        _ = Task.Run(() =>
        {
            foreach (var piece in Encoding.UTF8.GetBytes(text).Chunk(pieces))
                pair.One.Send(piece);
        });
        var (bootstrap, config) = channel.ReadStart();
        return (Encoding.UTF8.GetString(bootstrap.Span), Encoding.UTF8.GetString(config.Span));
    }

    private static ServerChannel ChannelOf(Socket socket) =>
        new(new SafeFileHandle(Fcntl.Duplicate(socket.SafeHandle, out _), ownsHandle: true));
}
