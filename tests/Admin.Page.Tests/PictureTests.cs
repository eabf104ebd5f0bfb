using ActorServer.Admin.Page.Tests.Fake;
using Microsoft.Playwright;

namespace ActorServer.Admin.Page.Tests;

/// <summary>Takes the pictures of docs/images: ACTOR_SERVER_PICTURES names the directory they go to, or is <c>docs</c>.</summary>
public sealed class PictureTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private static readonly string? Directory = Environment.GetEnvironmentVariable("ACTOR_SERVER_PICTURES") is "docs" ? Places.Images : Environment.GetEnvironmentVariable("ACTOR_SERVER_PICTURES");

    [FactForPictures]
    public async Task Process_with_200_workers()
    {
        await TakeAsync([Scenes.Process()], "process-200");
        await TakeAsync([Scenes.Process()], "process-200-dark", ColorScheme.Dark);
    }

    [FactForPictures]
    public async Task Thread_and_event_with_10000_connections()
    {
        await TakeAsync([Scenes.Thousands("thread", 5000), Scenes.Thousands("event", 5000)], "thread-event-10000");
        await TakeAsync([Scenes.Thousands("thread", 5000), Scenes.Thousands("event", 5000)], "thread-event-10000-dark", ColorScheme.Dark);
    }

    [FactForPictures]
    public async Task Narrow() => await TakeAsync([Scenes.Process()], "narrow-360", width: 360, height: 1500);

    [FactForPictures]
    public async Task Crash_loop() => await TakeAsync([Scenes.CrashLoop()], "crash-loop", path: "?tab=ends&reason=worker-died", after: async (_, page) =>
    {
        // Pointed at, it holds still, and the first row stays the first.
        await page.Locator("#panel-ends tbody tr").Nth(4).HoverAsync();
        await Assertions.Expect(page.Locator("#still")).ToBeVisibleAsync();
        await page.Locator("#panel-ends summary").First.ClickAsync();
    });

    [FactForPictures]
    public async Task Full() => await TakeAsync([Scenes.Full()], "full", path: "?sort=-ageSeconds");

    [FactForPictures]
    public async Task Drain() => await TakeAsync([Scenes.Process()], "drain", server: server =>
    {
        server.State = "draining";
        server.Services[0].State = "draining";
    });

    [FactForPictures]
    public async Task Nodes()
    {
        await TakeAsync([Scenes.Process()], "nodes", server: server => server.Nodes = Scenes.Nodes);
        await TakeAsync([Scenes.Process()], "nodes-dark", ColorScheme.Dark, server: server => server.Nodes = Scenes.Nodes);
        await TakeAsync([Scenes.Process()], "nodes-360", width: 360, height: 1500, server: server => server.Nodes = Scenes.Nodes);
    }

    [FactForPictures]
    public async Task Empty() => await TakeAsync([Scenes.Empty()], "empty", server: server => server.Control = Scenes.NoControl);

    [FactForPictures]
    public async Task Steering() => await TakeAsync([Scenes.Process()], "steering", path: "?tab=workers&state=busy&sort=-servedTotal", after: async (_, page) =>
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "limits" }).ClickAsync();
        await page.Locator("#panel-workers tr button[data-act=kill]").Nth(3).ClickAsync();
        await page.Locator("#canvas").HoverAsync(new() { Position = new() { X = 300, Y = 20 } });
    });

    [FactForPictures]
    public async Task Stale() => await TakeAsync([Scenes.Process()], "stale", after: async (server, page) =>
    {
        await server.DisposeAsync();
        await Assertions.Expect(page.Locator("#reason")).ToHaveTextAsync("no data for 12 s, retrying", new() { Timeout = 30_000 });
    });

    private async Task TakeAsync(
        FakeService[] services, string name, ColorScheme scheme = ColorScheme.Light, int width = 1280, int height = 900, string path = "",
        Action<FakeServer>? server = null, Func<FakeServer, IPage, Task>? after = null)
    {
        await using var fake = await FakeServer.StartAsync(services);
        (fake.Past, fake.Second) = (310, TimeSpan.FromSeconds(1));
        fake.Warnings.AddRange(Scenes.Warnings);
        var page = await browser.OpenAsync(new Uri(fake.Address, path), scheme, width, height);
        while (fake.Past > 0)
            await page.WaitForTimeoutAsync(50);
        fake.Do(() => server?.Invoke(fake));
        await page.WaitForTimeoutAsync(3500);
        if (after is not null)
            await after(fake, page);
        await page.ScreenshotAsync(new() { Path = Path.Combine(Directory!, name + ".png") });
        Assert.Empty(browser.Errors);
        await page.Context.CloseAsync();
    }

    private sealed class FactForPicturesAttribute : FactAttribute
    {
        public FactForPicturesAttribute()
        {
            if (Directory is null)
                Skip = "takes pictures; ACTOR_SERVER_PICTURES=docs puts them into docs/images";
        }
    }
}
