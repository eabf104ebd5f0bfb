using ActorServer.Admin.Page.Tests.Fake;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ActorServer.Admin.Page.Tests;

/// <summary>What somebody sees who only looks.</summary>
public sealed class PageTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const int ForGood = 100_000;

    [FactWithChromium]
    public async Task It_shows_a_client_that_comes()
    {
        await using var server = await StartAsync(3);
        var page = await browser.OpenAsync(server.Address);
        await Expect(page.Locator("#caps")).ToHaveTextAsync("default 3 of 20");
        await Expect(page.Locator("#word")).ToHaveTextAsync("well");
        server.Do(() => server.Services[0].Arrive(ForGood));
        await Expect(page.Locator("#caps")).ToHaveTextAsync("default 4 of 20");
        await Expect(page.Locator("#reason")).ToHaveTextAsync("4 clients served, nobody waits");
        await Expect(Rows(page)).ToHaveCountAsync(4);
        await Expect(page.Locator("#age")).ToHaveTextAsync("data 0 s old");
        Assert.Empty(browser.Errors);
    }

    [FactWithChromium]
    public async Task It_says_what_is_full_and_how_many_wait()
    {
        await using var server = await StartAsync(23);
        var page = await browser.OpenAsync(server.Address);
        await Expect(page.Locator("#word")).ToHaveTextAsync("busy");
        await Expect(page.Locator("#reason")).ToHaveTextAsync("default is full, 3 wait");
    }

    [FactWithChromium]
    public async Task It_is_failing_where_workers_die()
    {
        await using var server = await FakeServer.StartAsync([Scenes.CrashLoop()]);
        var page = await browser.OpenAsync(server.Address);
        await Expect(page.Locator("#word")).ToHaveTextAsync("failing");
        await Expect(page.Locator("#reason")).ToContainTextAsync("clients failed in the last minute");
    }

    [FactWithChromium]
    public async Task It_says_how_to_connect_where_nobody_is()
    {
        await using var server = await StartAsync(0);
        var page = await browser.OpenAsync(server.Address);
        await Expect(page.Locator("#nobody code")).ToHaveTextAsync("nc 127.0.0.1 7788");
        server.Do(() => server.Services[0].Arrive(ForGood));
        await Expect(page.Locator("#nobody")).ToBeHiddenAsync();
    }

    [FactWithChromium]
    public async Task It_sorts_by_what_is_clicked_and_the_url_says_so()
    {
        await using var server = await StartAsync(0);
        for (var i = 0; i < 5; i++)
        {
            server.Do(() => server.Services[0].Arrive(ForGood));
            server.Step();
        }

        var page = await browser.OpenAsync(server.Address);
        await Expect(Rows(page).First).ToContainTextAsync("c-1");
        await page.GetByRole(AriaRole.Button, new() { Name = "id", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "id", Exact = true }).ClickAsync();
        await Expect(Rows(page).First).ToContainTextAsync("c-5");
        await Expect(page.Locator("th[aria-sort=descending]")).ToHaveTextAsync("id");
        Assert.Contains("sort=-id", page.Url, StringComparison.Ordinal);
    }

    [FactWithChromium]
    public async Task It_searches_and_a_filter_in_the_url_stands_after_a_reload()
    {
        await using var server = await StartAsync(12);
        var page = await browser.OpenAsync(server.Address);
        await Expect(Rows(page)).ToHaveCountAsync(12);
        await page.GetByRole(AriaRole.Searchbox).FillAsync("c-7");
        await Expect(page.Locator("#found")).ToHaveTextAsync("1 of 12 connections");
        await page.ReloadAsync();
        await Expect(page.Locator("#found")).ToHaveTextAsync("1 of 12 connections");
        await Expect(Rows(page)).ToContainTextAsync(["c-7"]);
    }

    [FactWithChromium]
    public async Task A_click_on_a_part_of_the_bar_shows_those_clients_and_back_shows_all()
    {
        await using var server = await StartAsync(22);
        var page = await browser.OpenAsync(server.Address);
        await Expect(page.Locator("#found")).ToHaveTextAsync("22 connections");
        await page.Locator(".bar .held").ClickAsync();
        await Expect(page.Locator("#found")).ToHaveTextAsync("2 of 22 connections");
        Assert.Contains("service=default&state=held", page.Url, StringComparison.Ordinal);
        await page.GoBackAsync();
        await Expect(page.Locator("#found")).ToHaveTextAsync("22 connections");
    }

    [FactWithChromium]
    public async Task What_a_table_shows_of_its_own_states_it_does_not_ask_of_the_next()
    {
        await using var server = await StartAsync(5);
        server.Do(() => server.Services[0].Close("c-2", "idle-timeout"));
        var page = await browser.OpenAsync(new Uri(server.Address, "?tab=ends&state=refused"));
        await Expect(page.Locator("#found")).ToHaveTextAsync("0 of 1 ends");
        await page.GetByRole(AriaRole.Tab, new() { NameRegex = new("^connections") }).ClickAsync();
        await Expect(page.Locator("#found")).ToHaveTextAsync("4 connections");
    }

    [FactWithChromium]
    public async Task A_state_that_no_connection_has_shows_none()
    {
        await using var server = await StartAsync(5);
        var page = await browser.OpenAsync(new Uri(server.Address, "?state=parked"));
        await Expect(page.Locator("#found")).ToHaveTextAsync("0 of 5 connections");
    }

    [FactWithChromium]
    public async Task A_click_on_a_reason_shows_its_ends()
    {
        await using var server = await StartAsync(5);
        server.Do(() => server.Services[0].Close("c-2", "idle-timeout"));
        server.Do(() => server.Services[0].Close("c-3", "peer-closed"));
        var page = await browser.OpenAsync(server.Address);
        await page.GetByRole(AriaRole.Button, new() { Name = "idle-timeout 1" }).ClickAsync();
        await Expect(page.Locator("#found")).ToHaveTextAsync("1 of 2 ends");
        await Expect(page.Locator("#panel-ends tbody tr:not(.spacer)")).ToContainTextAsync(["c-2"]);
        Assert.Contains("tab=ends", page.Url, StringComparison.Ordinal);
    }

    [FactWithChromium]
    public async Task A_click_on_a_cell_shows_its_row()
    {
        await using var server = await StartAsync(12);
        var page = await browser.OpenAsync(server.Address);
        await Expect(page.Locator("#found")).ToHaveTextAsync("12 connections");
        await page.Locator("#canvas").ClickAsync(new() { Position = new() { X = (14 * 3) + 6, Y = 6 } });
        await Expect(page.Locator("#found")).ToHaveTextAsync("1 of 12 connections");
        await Expect(Rows(page)).ToContainTextAsync(["c-4"]);
    }

    [FactWithChromium]
    public async Task A_table_holds_still_while_the_pointer_is_on_it()
    {
        await using var server = await StartAsync(3);
        var page = await browser.OpenAsync(new Uri(server.Address, "?sort=-id"));
        await Expect(Rows(page)).ToHaveCountAsync(3);
        await Rows(page).First.HoverAsync();
        await Expect(page.Locator("#still")).ToBeVisibleAsync();
        server.Do(() => server.Services[0].Arrive(ForGood));
        await Expect(page.Locator("#caps")).ToHaveTextAsync("default 4 of 20");
        await Expect(Rows(page)).ToHaveCountAsync(3);
        await page.Mouse.MoveAsync(5, 5);
        await Expect(Rows(page)).ToHaveCountAsync(4);
        await Expect(page.Locator("#still")).ToBeHiddenAsync();
    }

    [FactWithChromium]
    public async Task Of_10000_connections_it_reads_those_on_screen()
    {
        var service = new FakeService("default", "event", "127.0.0.1:7788") { Cap = 10_000 };
        for (var i = 0; i < 10_000; i++)
            service.Arrive(ForGood);
        await using var server = await FakeServer.StartAsync([service]);
        server.Second = TimeSpan.FromSeconds(1);
        var page = await browser.OpenAsync(server.Address);
        await Expect(page.Locator("#found")).ToHaveTextAsync("10,000 connections");
        Assert.InRange(server.RowsSent, 1, 200);
        await page.Locator("#panel-connections .scroll").EvaluateAsync("region => region.scrollTo(0, 28 * 9000)");
        await Expect(page.Locator("tr[aria-rowindex='9004']")).ToContainTextAsync("c-9003");
        Assert.InRange(await Rows(page).CountAsync(), 10, 100);
    }

    [FactWithChromium]
    public async Task It_says_how_old_its_data_is_and_survives_a_restart_of_the_server()
    {
        var server = await StartAsync(3);
        var (address, port) = (server.Address, server.Address.Port);
        var page = await browser.OpenAsync(address);
        await Expect(page.Locator("#word")).ToHaveTextAsync("well");
        await server.DisposeAsync();
        await Expect(page.Locator("#word")).ToHaveTextAsync("stale", new() { Timeout = 15_000 });
        await Expect(page.Locator("#reason")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^no data for [0-9]+ s, retrying$"));
        await Expect(page.Locator("body")).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("stale"));
        await using var next = await StartAsync(1, port);
        next.Pid = 900;
        await Expect(page.Locator("#server")).ToContainTextAsync("pid 900", new() { Timeout = 15_000 });
        await Expect(page.Locator("#word")).ToHaveTextAsync("well");
        await Expect(page.Locator("#caps")).ToHaveTextAsync("default 1 of 20");
    }

    [FactWithChromium]
    public async Task It_asks_for_the_token_and_shows_nothing_without_it()
    {
        await using var server = await StartAsync(3);
        server.Token = "secret";
        var page = await browser.OpenAsync(server.Address);
        await page.GetByLabel("Token").FillAsync("secret");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.Locator("#caps")).ToHaveTextAsync("default 3 of 20");
        // With a policy of no referrer a browser says null for a form, which a server that looks at origins refuses.
        Assert.Equal(server.Address.GetLeftPart(UriPartial.Authority), server.LogInOrigin);
    }

    [FactWithChromium]
    public async Task Nodes_are_shown_in_a_cluster_alone_and_go_as_they_come()
    {
        await using var server = await StartAsync(3);
        var page = await browser.OpenAsync(server.Address);
        await Expect(page.Locator("#word")).ToHaveTextAsync("well");
        await Expect(page.Locator("#nodes")).ToBeHiddenAsync();

        server.Do(() => server.Nodes = Scenes.Nodes);
        var table = page.GetByRole(AriaRole.Table, new() { Name = "Nodes" });
        await Expect(table.GetByRole(AriaRole.Columnheader)).ToHaveTextAsync(["node", "state", "free places", "clients there", "clients here", "reservation", "roles"]);
        await Expect(table.GetByRole(AriaRole.Rowheader)).ToHaveTextAsync(Scenes.Nodes.Select(node => node.Name));
        await Expect(Cells(1)).ToHaveTextAsync(["up", "default 24, http 1,000", "176", "3", "0.4 ms", "front, workers"]);
        await Expect(Cells(0)).ToHaveTextAsync(["up", "–", "–", "–", "–", "front"]);
        await Expect(table.Locator("[data-state=unreachable]")).ToHaveTextAsync("unreachable");

        server.Do(() => server.Nodes = [Scenes.Nodes[0], Scenes.Nodes[2] with { State = "up", LegsThere = 53 }]);
        await Expect(table.GetByRole(AriaRole.Rowheader)).ToHaveTextAsync(["10.0.0.1:4053", "10.0.0.3:4053"]);
        await Expect(Cells(1)).ToHaveTextAsync(["up", "default 12", "53", "0", "1.8 ms", "workers"]);
        Assert.Empty(browser.Errors);

        ILocator Cells(int row) => table.Locator("tbody tr").Nth(row).GetByRole(AriaRole.Cell);
    }

    [FactWithChromium]
    public async Task On_a_narrow_page_the_nodes_are_a_table_still_and_none_is_cut_off()
    {
        await using var server = await StartAsync(3);
        server.Nodes = Scenes.Nodes;
        var page = await browser.OpenAsync(server.Address, width: 360);
        var table = page.GetByRole(AriaRole.Table, new() { Name = "Nodes" });
        await Expect(table.GetByRole(AriaRole.Rowheader)).ToHaveCountAsync(Scenes.Nodes.Length);
        await Expect(table.GetByRole(AriaRole.Cell, new() { Name = "unreachable" })).ToBeVisibleAsync();
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
        Assert.True(await page.EvaluateAsync<bool>("() => [...document.querySelectorAll('#nodes tbody tr > *')].every(cell => cell.scrollWidth <= cell.clientWidth)"));
    }

    private static ILocator Rows(IPage page) => page.Locator("#panel-connections tbody tr:not(.spacer)");

    private static Task<FakeServer> StartAsync(int clients, int port = 0)
    {
        var service = new FakeService("default", "thread", "127.0.0.1:7788") { Cap = 20 };
        for (var i = 0; i < clients; i++)
            service.Arrive(ForGood);
        return FakeServer.StartAsync([service], port);
    }
}
