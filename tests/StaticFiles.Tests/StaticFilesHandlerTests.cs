using System.Net;
using System.Text;
using ActorServer;
using Akka.Configuration;

namespace StaticFiles.Tests;

public sealed class StaticFilesHandlerTests : IDisposable
{
    private readonly Folder _folder = new();

    [Fact]
    public async Task A_small_file_and_its_head_are_one_write()
    {
        var client = await ServeAsync("GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n", PlayedClient.Connection);

        Assert.EndsWith("hello", Encoding.UTF8.GetString(Assert.Single(client.Writes)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_file_is_written_in_pieces_of_bounded_size()
    {
        _folder.Write("large.txt", new string('a', 10 * Response.Piece));

        var client = await ServeAsync("GET /large.txt HTTP/1.1\r\nHost: a\r\n\r\n", PlayedClient.Connection);

        Assert.All(client.Writes, write => Assert.InRange(write.Length, 1, Response.Piece));
    }

    [Fact]
    public async Task When_the_server_drains_the_answer_says_that_it_is_the_last_and_is()
    {
        using var drain = new CancellationTokenSource();
        var reads = 0;
        var request = Encoding.UTF8.GetBytes("GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n");
        var client = new PlayedClient([.. request, .. request, .. request], request.Length)
        {
            OnRead = () =>
            {
                if (++reads == 2)
                    drain.Cancel();
            },
        };

        await new StaticFilesHandler(_folder.Config).HandleAsync(client, PlayedClient.Connection with { Draining = drain.Token }, default);

        Assert.Equal(2, client.Writes.Count);
        Assert.DoesNotContain("Connection: close", Encoding.UTF8.GetString(client.Writes[0]), StringComparison.Ordinal);
        Assert.Contains("Connection: close", Encoding.UTF8.GetString(client.Writes[1]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_server_drains_a_client_that_has_its_answer_and_says_nothing_is_not_waited_for()
    {
        using var drain = new CancellationTokenSource();
        var client = new PlayedClient("GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray(), int.MaxValue) { FallsSilent = true };
        var handling = new StaticFilesHandler(_folder.Config).HandleAsync(client, PlayedClient.Connection with { Draining = drain.Token }, default);
        Assert.False(handling.IsCompleted);

        await drain.CancelAsync();

        await handling.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Single(client.Writes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\nGET /a.t")]
    public async Task One_that_has_no_answer_yet_is(string sends)
    {
        using var drain = new CancellationTokenSource();
        using var cutOff = new CancellationTokenSource();
        var client = new PlayedClient(Encoding.UTF8.GetBytes(sends), int.MaxValue) { FallsSilent = true };
        var handling = new StaticFilesHandler(_folder.Config).HandleAsync(client, PlayedClient.Connection with { Draining = drain.Token }, cutOff.Token);

        await drain.CancelAsync();

        Assert.False(handling.IsCompleted);
        await cutOff.CancelAsync();
        await handling.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void A_file_that_becomes_shorter_than_promised_breaks_off()
    {
        var path = _folder.Write("shrinks.txt", new string('a', 3 * Response.Piece));
        using var handle = File.OpenHandle(path, share: FileShare.ReadWrite);
        using var response = new Response { Status = HttpStatusCode.OK, KeepsAlive = true, File = handle, Length = 3 * Response.Piece };
        var piece = new byte[Response.Piece];
        response.Read(piece);

        File.WriteAllText(path, "");

        Assert.Throws<IOException>(() => response.Read(piece));
    }

    [Theory]
    [InlineData("root = relative", "root")]
    [InlineData("root = /no/such/folder", "root = \"/no/such/folder\" is not allowed")]
    [InlineData("", "root = \"\" is not allowed")]
    [InlineData("root = /tmp, index = \"a/b\"", "index")]
    [InlineData("root = /tmp, index = \"..\"", "index")]
    [InlineData("root = /tmp, indx = a", "indx is no setting")]
    public void Settings_that_are_wrong_are_named(string settings, string says)
    {
        var config = settings.Length == 0 ? Config.Empty : ConfigurationFactory.ParseString(settings);

        Assert.Contains(says, Assert.Throws<FormatException>(() => StaticFilesHandler.Validate(config)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_prepares_itself_also_where_there_is_nothing_to_answer_with()
    {
        File.Delete(Path.Combine(_folder.Root, "index.html"));
        StaticFilesHandler.Validate(_folder.Config);

        await StaticFilesHandler.PrepareAsync(_folder.Config, default);
    }

    [Fact]
    public async Task Names_with_a_leading_dot_are_served_where_that_is_wanted()
    {
        var client = new PlayedClient("GET /.hidden/d.txt HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray(), int.MaxValue);

        await new StaticFilesHandler(_folder.Config.WithFallback(ConfigurationFactory.ParseString("dot-files = on"))).HandleAsync(client, PlayedClient.Connection, default);

        Assert.EndsWith("hidden", Encoding.UTF8.GetString(Assert.Single(client.Writes)), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<PlayedClient> ServeAsync(string sends, ConnectionInfo connection)
    {
        var client = new PlayedClient(Encoding.UTF8.GetBytes(sends), int.MaxValue);
        await new StaticFilesHandler(_folder.Config).HandleAsync(client, connection, default);
        return client;
    }
}
