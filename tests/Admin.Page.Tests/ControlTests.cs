using ActorServer.Admin.Page.Tests.Fake;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ActorServer.Admin.Page.Tests;

/// <summary>What somebody does who may. What destroys asks once and names what it means.</summary>
public sealed class ControlTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const int ForGood = 100_000;

    [FactWithChromium]
    public async Task A_client_is_closed_after_a_question_that_names_it()
    {
        await using var server = await StartAsync();
        var page = await browser.OpenAsync(server.Address);
        var row = page.Locator("#panel-connections tr", new() { HasText = "c-2" });
        await row.GetByRole(AriaRole.Button, new() { Name = "close c-2" }).ClickAsync();
        await Expect(row.GetByRole(AriaRole.Group)).ToContainTextAsync("close c-2?");
        Assert.Empty(server.Controls);
        await row.GetByRole(AriaRole.Button, new() { Name = "yes" }).ClickAsync();
        await Expect(row.Locator("output")).ToHaveTextAsync("done");
        Assert.Equal(["/connections/c-2/close"], server.Controls);
        await page.Mouse.MoveAsync(5, 5);
        await Expect(row).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Tab, new() { Name = "ends" }).ClickAsync();
        await Expect(page.Locator("#panel-ends")).ToContainTextAsync("operator-closed");
    }

    [FactWithChromium]
    public async Task Escape_and_no_leave_everything_as_it_is()
    {
        await using var server = await StartAsync();
        var page = await browser.OpenAsync(server.Address);
        var close = page.GetByRole(AriaRole.Button, new() { Name = "close c-1" });
        await close.ClickAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(close).ToBeFocusedAsync();
        // No has the focus and stands where the button stood.
        await close.DblClickAsync();
        await Expect(close).ToBeVisibleAsync();
        Assert.Empty(server.Controls);
    }

    [FactWithChromium]
    public async Task A_worker_is_killed_and_its_cell_crossed_out()
    {
        await using var server = await StartAsync();
        var page = await browser.OpenAsync(new Uri(server.Address, "?tab=workers"));
        var row = page.Locator("#panel-workers tr", new() { HasText = "4006" });
        await row.GetByRole(AriaRole.Button, new() { Name = "kill worker 2, pid 4006" }).ClickAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "yes" }).ClickAsync();
        await Expect(row.Locator("output")).ToHaveTextAsync("done");
        Assert.Equal(["/workers/default/2/kill"], server.Controls);
        await Expect(page.Locator("#legend")).ToContainTextAsync("ended in the last 10 s 1");
        await page.Mouse.MoveAsync(5, 5);
        await Expect(row).ToHaveCountAsync(0);
    }

    [FactWithChromium]
    public async Task A_cap_is_changed_and_the_answer_shown()
    {
        await using var server = await StartAsync();
        var page = await browser.OpenAsync(server.Address);
        await Expect(page.Locator("#caps")).ToHaveTextAsync("default 3 of 20");
        await page.GetByRole(AriaRole.Button, new() { Name = "limits" }).ClickAsync();
        await Expect(page.GetByLabel("Value")).ToHaveValueAsync("1024");
        await page.GetByLabel("Value").FillAsync("5");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#caps")).ToHaveTextAsync("default 3 of 5");
        await Expect(page.Locator(".who output")).ToHaveTextAsync("holds until the next reload or start");
        Assert.Equal(["/services/default/limits {\"max-connections\":\"5\"}"], server.Controls);
    }

    [FactWithChromium]
    public async Task A_service_is_paused_and_resumed()
    {
        await using var server = await StartAsync();
        var page = await browser.OpenAsync(server.Address);
        await page.GetByRole(AriaRole.Button, new() { Name = "pause" }).ClickAsync();
        await Expect(page.Locator("#reason")).ToHaveTextAsync("default is paused, new clients wait");
        await page.GetByRole(AriaRole.Button, new() { Name = "resume" }).ClickAsync();
        await Expect(page.Locator("#word")).ToHaveTextAsync("well");
        Assert.Equal(["/services/default/pause", "/services/default/resume"], server.Controls);
    }

    [FactWithChromium]
    public async Task The_server_is_stopped_after_a_question()
    {
        await using var server = await StartAsync();
        var page = await browser.OpenAsync(server.Address);
        await page.GetByRole(AriaRole.Button, new() { Name = "stop the server" }).ClickAsync();
        await Expect(page.Locator("#stop")).ToContainTextAsync("drain and end pid 812?");
        await page.Locator("#stop").GetByRole(AriaRole.Button, new() { Name = "yes" }).ClickAsync();
        await Expect(page.Locator("#word")).ToHaveTextAsync("draining");
        Assert.Equal(["/shutdown"], server.Controls);
    }

    [FactWithChromium]
    public async Task The_level_of_a_category_is_set()
    {
        await using var server = await StartAsync();
        var page = await browser.OpenAsync(new Uri(server.Address, "?tab=warnings"));
        await page.GetByLabel("Category of the log").FillAsync("ActorServer.Server.Tls");
        await page.GetByLabel("Level of the log").SelectOptionAsync("debug");
        await page.GetByRole(AriaRole.Button, new() { Name = "set level" }).ClickAsync();
        await Expect(page.Locator("#log output")).ToHaveTextAsync("done");
        Assert.Equal(["/log-level {\"level\":\"debug\",\"category\":\"ActorServer.Server.Tls\"}"], server.Controls);
    }

    [FactWithChromium]
    public async Task Without_permission_every_control_is_disabled_and_says_why()
    {
        await using var server = await StartAsync();
        server.Control = Scenes.NoControl;
        foreach (var tab in new[] { "connections", "workers", "warnings" })
        {
            var page = await browser.OpenAsync(new Uri(server.Address, $"?tab={tab}"));
            await Expect(page.Locator("#control")).ToHaveTextAsync($"Controls are disabled. {Scenes.NoControl}");
            await Expect(page.Locator("#stop button")).ToBeDisabledAsync();
            Assert.Equal(0, await page.Locator("[data-act]:enabled").CountAsync());
            Assert.Equal(Scenes.NoControl, await page.Locator("[data-act=pause]").GetAttributeAsync("title"));
        }
    }

    private static async Task<FakeServer> StartAsync()
    {
        var service = new FakeService("default", "process", "127.0.0.1:7788") { MaxWorkers = 20, Spare = 0 };
        for (var i = 0; i < 3; i++)
            service.Arrive(ForGood);
        return await FakeServer.StartAsync([service]);
    }
}
