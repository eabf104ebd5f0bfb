using System.Diagnostics;
using ActorServer.Admin.Page.Tests.Fake;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace ActorServer.Admin.Page.Tests;

/// <summary>A page that stays open costs the browser little.</summary>
public sealed class CostTests(BrowserFixture browser, ITestOutputHelper output) : IClassFixture<BrowserFixture>
{
    // Measured 1.7 to 2.1 % of a core; the bound is for machines that do other things as well.
    private const double AtMost = 0.15;

    [FactWithChromium]
    public async Task An_open_page_with_10000_connections_costs_little()
    {
        await using var server = await FakeServer.StartAsync([Scenes.Thousands("thread", 5000), Scenes.Thousands("event", 5000)]);
        (server.Past, server.Second) = (310, TimeSpan.FromSeconds(1));
        var page = await browser.OpenAsync(server.Address);
        while (server.Past > 0)
            await page.WaitForTimeoutAsync(100);
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Performance.enable", new Dictionary<string, object> { ["timeDomain"] = "threadTicks" });
        await page.WaitForTimeoutAsync(2000);
        var (before, clock) = (await BusyAsync(session), Stopwatch.StartNew());
        await page.WaitForTimeoutAsync(8000);
        var share = (await BusyAsync(session) - before) / clock.Elapsed.TotalSeconds;
        output.WriteLine($"{share:P1} of a core");
        Assert.InRange(share, 0, AtMost);
    }

    /// <summary>Processor seconds of the page's thread.</summary>
    private static async Task<double> BusyAsync(ICDPSession session)
    {
        var answer = await session.SendAsync("Performance.getMetrics");
        return answer!.Value.GetProperty("metrics").EnumerateArray().Single(metric => metric.GetProperty("name").GetString() == "TaskDuration").GetProperty("value").GetDouble();
    }
}
