using System.IO.Pipelines;
using System.Net;
using System.Text.Json;
using ActorServer.Admin.Live;
using ActorServer.Admin.Tests.Doubles;
using ActorServer.Monitoring;

namespace ActorServer.Admin.Tests;

public sealed class EventsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TestFolder _folder = new();

    [Fact]
    public async Task A_viewer_gets_a_snapshot_a_second()
    {
        await using var admin = await RunningAdmin.StartAsync();
        using var events = await WatchAsync(admin);
        var began = DateTime.UtcNow;
        var first = await events.NextAsync();
        await events.NextAsync();
        Assert.InRange(DateTime.UtcNow - began, TimeSpan.FromSeconds(0.8), Patience);
        Assert.Equal("1.2.3", first.Server.Version);
        Assert.Equal("b", first.Services[0].Scoreboard);
        Assert.Contains("token", first.Control, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_may_use_controls_is_not_told_otherwise()
    {
        await using var admin = await RunningAdmin.StartWithTokenAsync(_folder);
        using var events = await WatchAsync(admin, RunningAdmin.Token);
        Assert.Null((await events.NextAsync()).Control);
    }

    [Fact]
    public async Task Many_viewers_cost_the_server_what_one_does()
    {
        await using var admin = await RunningAdmin.StartAsync();
        Assert.Equal(0, admin.Server.LiveReads);
        var began = DateTime.UtcNow;
        var all = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => WatchAsync(admin)));
        foreach (var events in all)
            await events.NextAsync();
        Assert.InRange(admin.Server.LiveReads, 1, 2 + (int)(DateTime.UtcNow - began).TotalSeconds);

        using (var refused = await admin.SendAsync(HttpMethod.Get, "/events"))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        foreach (var events in all)
            events.Dispose();
        await UntilAsync(async () =>
        {
            using var next = await admin.SendAsync(HttpMethod.Get, "/events");
            return next.StatusCode == HttpStatusCode.OK;
        });
    }

    [Fact]
    public async Task With_the_last_viewer_reading_ends_and_with_the_next_it_begins()
    {
        var server = new FakeServer();
        await using var feed = new LiveFeed(server, new RecordedLog(), TimeProvider.System);
        var first = new LiveViewer(Patience);
        Assert.True(feed.TryJoin(first));
        feed.Leave(first);
        await feed.Reading.WaitAsync(Patience);
        var reads = server.LiveReads;

        var second = new LiveViewer(Patience);
        Assert.True(feed.TryJoin(second));
        await UntilAsync(() => Task.FromResult(server.LiveReads > reads));
        feed.Leave(second);
        await feed.Reading.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_leaves_viewers_connected()
    {
        await using var admin = await RunningAdmin.StartAsync();
        using var events = await WatchAsync(admin);
        await events.NextAsync();
        admin.Server.Answers = false;
        await events.UntilLineAsync(": the server has not answered");
        admin.Server.Answers = true;
        await events.NextAsync();
    }

    [Fact]
    public async Task Who_comes_while_the_server_does_not_answer_is_shown_nothing_of_earlier()
    {
        await using var admin = await RunningAdmin.StartAsync();
        using var first = await WatchAsync(admin);
        await first.NextAsync();
        admin.Server.Answers = false;
        await first.UntilLineAsync(": the server has not answered");
        using var second = await WatchAsync(admin);
        Assert.Equal(": the server has not answered", await second.FirstAsync());
    }

    [Fact]
    public async Task A_viewer_whose_token_has_changed_sees_no_more()
    {
        await using var admin = await RunningAdmin.StartWithTokenAsync(_folder);
        using var events = await WatchAsync(admin, RunningAdmin.Token);
        await events.NextAsync();
        _folder.Write("token", "another-token-that-is-long");
        await events.UntilEndAsync();
    }

    [Fact]
    public async Task A_viewer_who_takes_nothing_is_to_be_cut_off()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 100, resumeWriterThreshold: 50));
        var viewer = new LiveViewer(TimeSpan.FromMilliseconds(50));
        var watching = viewer.WatchAsync(pipe.Writer.AsStream(), null, () => true, CancellationToken.None);
        viewer.Show(new LiveFrame(await new FakeServer().ReadLiveAsync(CancellationToken.None)));
        Assert.False(await watching.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_viewer_who_is_slow_sees_the_latest()
    {
        var pipe = new Pipe();
        var viewer = new LiveViewer(Patience);
        viewer.Show(LiveFrame.Nothing);
        viewer.Show(new LiveFrame(await new FakeServer().ReadLiveAsync(CancellationToken.None)));
        viewer.End();
        Assert.True(await viewer.WatchAsync(pipe.Writer.AsStream(), null, () => true, CancellationToken.None));
        await pipe.Writer.CompleteAsync();
        using var text = new StreamReader(pipe.Reader.AsStream());
        Assert.StartsWith("retry: 1000\n\nevent: snapshot\ndata: {", await text.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Viewers_do_not_hold_up_the_end()
    {
        var admin = await RunningAdmin.StartAsync();
        using var events = await WatchAsync(admin);
        await events.NextAsync();
        await admin.DisposeAsync().AsTask().WaitAsync(Patience);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var deadline = DateTime.UtcNow + (2 * Patience);
        while (!await holds())
        {
            Assert.True(DateTime.UtcNow < deadline, "not within time");
            await Task.Delay(50);
        }
    }

    private static async Task<Events> WatchAsync(RunningAdmin admin, string? token = null)
    {
        var answer = await admin.SendAsync(HttpMethod.Get, "/events", token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.ToString());
        return new Events(answer, new StreamReader(await answer.Content.ReadAsStreamAsync()));
    }

    private sealed class Events(HttpResponseMessage answer, StreamReader lines) : IDisposable
    {
        public async Task<LiveSnapshot> NextAsync()
        {
            await UntilLineAsync("event: snapshot");
            var data = await LineAsync();
            Assert.StartsWith("data: ", data, StringComparison.Ordinal);
            return JsonSerializer.Deserialize(data!["data: ".Length..], StatusJson.Default.LiveSnapshot)!;
        }

        public async Task<string?> FirstAsync()
        {
            await UntilLineAsync("retry: 1000");
            await UntilLineAsync("");
            return await LineAsync();
        }

        public async Task UntilLineAsync(string wanted)
        {
            while (await LineAsync() is var line && line != wanted)
                Assert.NotNull(line);
        }

        public async Task UntilEndAsync()
        {
            while (await LineAsync() is not null)
            {
            }
        }

        public void Dispose()
        {
            lines.Dispose();
            answer.Dispose();
        }

        private async Task<string?> LineAsync() => await lines.ReadLineAsync().WaitAsync(Patience);
    }
}
