using ActorServer.EndToEnd.Tests.Harness;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace ActorServer.AspNetCore.Tests;

/// <summary>The sample's page as a browser shows it that a server's workers serve. ACTOR_SERVER_PICTURES names a directory for a picture of it.</summary>
public sealed class BrowserTests(ITestOutputHelper output) : WebAppServer(output)
{
    private const string Chromium = "/usr/bin/chromium";

    [FactWithChromium]
    public async Task A_page_its_events_and_its_WebSocket_come_from_worker_processes()
    {
        // A browser has several connections at once, and each has a worker.
        var server = await StartWebAppAsync(process: "max-workers = 12");
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = ["--no-sandbox", "--disable-gpu"] });
        var page = await browser.NewPageAsync();
        var patience = (float)Deadlines.Step.TotalMilliseconds;
        page.SetDefaultTimeout(patience);
        Assertions.SetDefaultExpectTimeout(patience);
        var errors = new List<string>();
        page.PageError += (_, error) => errors.Add(error);

        await page.GotoAsync($"http://127.0.0.1:{server.Port}/");
        await Assertions.Expect(page.Locator("#whoami")).ToContainTextAsync("connection=c-");
        await Assertions.Expect(page.Locator("#events")).ToContainTextAsync("from process");
        await page.FillAsync("input[name=text]", "hello from a browser");
        await page.ClickAsync("button");
        await Assertions.Expect(page.Locator("#echoed")).ToHaveTextAsync("hello from a browser");
        Assert.Empty(errors);
        var pid = int.Parse((await page.Locator("#whoami").TextContentAsync())!.Split("pid=")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains(pid, server.Workers);

        if (Environment.GetEnvironmentVariable("ACTOR_SERVER_PICTURES") is { Length: > 0 } pictures)
            await page.ScreenshotAsync(new() { Path = Path.Combine(pictures, "web-app.png") });
    }

    private sealed class FactWithChromiumAttribute : FactAttribute
    {
        public FactWithChromiumAttribute() => Skip = File.Exists(Chromium) ? null : $"there is no {Chromium}";
    }
}
