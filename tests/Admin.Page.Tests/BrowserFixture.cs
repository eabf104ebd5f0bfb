using Microsoft.Playwright;

namespace ActorServer.Admin.Page.Tests;

/// <summary>One browser for all tests of a class; each test has a context of its own.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    public const string Chromium = "/usr/bin/chromium";

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        if (!File.Exists(Chromium))
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = ["--no-sandbox", "--disable-gpu"] });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>A page that fails the test when a script of it does.</summary>
    public async Task<IPage> OpenAsync(Uri address, ColorScheme scheme = ColorScheme.Light, int width = 1280, int height = 900)
    {
        var context = await _browser!.NewContextAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = height } });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(15_000);
        page.PageError += (_, error) => Errors.Add(error);
        await page.GotoAsync(address.ToString());
        return page;
    }

    /// <summary>What scripts have thrown.</summary>
    public List<string> Errors { get; } = [];
}

/// <summary>A test that needs Chromium.</summary>
internal sealed class FactWithChromiumAttribute : FactAttribute
{
    public FactWithChromiumAttribute()
    {
        if (!File.Exists(BrowserFixture.Chromium))
            Skip = $"there is no {BrowserFixture.Chromium} (Debian: apt-get install chromium)";
    }
}
