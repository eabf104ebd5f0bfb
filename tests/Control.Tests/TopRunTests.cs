using System.Text.Json;
using ActorServer.Control.Asking;
using ActorServer.Control.Finding;
using ActorServer.Control.Top;
using ActorServer.Monitoring;

namespace ActorServer.Control.Tests;

public sealed class TopRunTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SoonerThanAnAnswerIsGivenUp = TimeSpan.FromSeconds(8);

    [Fact]
    public async Task Without_a_terminal_it_prints_one_frame_of_text()
    {
        using var server = new FakeAdmin(new FakeLife("serving").Answer);
        var printed = new StringWriter();
        await Run(server.Address, printed).WaitAsync(Patience);
        Assert.StartsWith(" WELL  57 clients served, nobody waits", printed.ToString(), StringComparison.Ordinal);
        Assert.Contains("c-123430", printed.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', printed.ToString());
    }

    [Theory]
    [InlineData(401, "wants a token")]
    [InlineData(404, "is an older actor-server, or none")]
    public async Task A_server_that_does_not_show_itself_is_one_line(int status, string says)
    {
        using var server = new FakeAdmin(_ => FakeAnswer.Of(status));
        Assert.Contains(says, (await Assert.ThrowsAsync<ControlError>(() => Run(server.Address, new StringWriter()).WaitAsync(Patience))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_sends_no_snapshots_is_one_line()
    {
        using var server = new FakeAdmin(_ => FakeAnswer.Events(_ => Task.FromResult("event: other\ndata: {}\n\n")));
        Assert.EndsWith("sends no snapshots", (await Assert.ThrowsAsync<ControlError>(() => Run(server.Address, new StringWriter()).WaitAsync(Patience))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_lost_is_followed_again_when_it_is_back()
    {
        var life = new FakeLife("serving");
        using var server = new FakeAdmin(_ => FakeAnswer.Events(_ => Task.FromResult(": a comment\nevent: snapshot\ndata: " + JsonSerializer.Serialize(life.Next(), StatusJson.Default.LiveSnapshot) + "\n\n")));
        using var client = Client(server.Address);
        using var end = new CancellationTokenSource(Patience);
        var feed = new TopFeed(client);
        var following = feed.FollowAsync(end.Token);
        Assert.NotNull(await feed.Snapshots.ReadAsync(end.Token));
        Assert.NotNull(await feed.Snapshots.ReadAsync(end.Token));
        Assert.True(server.Requests.Count >= 2);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
    }

    [Fact]
    public async Task Keys_work_while_rows_of_connections_are_waited_for()
    {
        var life = new FakeLife("serving");
        var never = new TaskCompletionSource<FakeAnswer>();
        using var server = new FakeAdmin(request => request.Path == "/events" ? Task.FromResult(life.Answer(request)) : never.Task);
        using var client = Client(server.Address);
        var printed = new StringWriter();
        // The first frame has been drawn, and rows are asked for.
        ConsoleKeyInfo? Quit() => server.Requests.Any(request => request.Path.StartsWith("/connections", StringComparison.Ordinal)) && printed.ToString().Contains(" WELL ", StringComparison.Ordinal)
            ? new ConsoleKeyInfo('q', ConsoleKey.Q, shift: false, alt: false, control: false)
            : null;
        await new TopRun(client, TopTerminal.Plain(printed), Quit).RunAsync(isTerminal: true, CancellationToken.None).WaitAsync(SoonerThanAnAnswerIsGivenUp);
    }

    [Fact]
    public async Task Rows_come_into_the_frame_when_they_have_been_had()
    {
        using var server = new FakeAdmin(new FakeLife("serving").Answer);
        using var client = Client(server.Address);
        var printed = new StringWriter();
        ConsoleKeyInfo? Quit() => printed.ToString().Contains("c-123400", StringComparison.Ordinal) ? new ConsoleKeyInfo('q', ConsoleKey.Q, shift: false, alt: false, control: false) : null;
        await new TopRun(client, TopTerminal.Plain(printed), Quit).RunAsync(isTerminal: true, CancellationToken.None).WaitAsync(Patience);
    }

    private static AdminClient Client(string address) => new(new AdminTarget(AdminAddress.Parse(address)!, null, null));

    private static async Task Run(string address, TextWriter output)
    {
        using var client = Client(address);
        await new TopRun(client, TopTerminal.Plain(output), () => null).RunAsync(isTerminal: false, CancellationToken.None);
    }
}
