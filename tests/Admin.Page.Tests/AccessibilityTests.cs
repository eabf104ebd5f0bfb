using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using ActorServer.Admin.Page.Tests.Fake;
using Microsoft.Playwright;

namespace ActorServer.Admin.Page.Tests;

/// <summary>axe-core finds nothing, on any tab, light and dark, wide and narrow. npm fetches it once, into obj.</summary>
public sealed class AccessibilityTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [FactWithAxe]
    public async Task Axe_finds_no_violation()
    {
        await using var server = await FakeServer.StartAsync([Scenes.Process(), Scenes.Full()]);
        (server.Past, server.Second) = (60, TimeSpan.FromSeconds(1));
        server.Warnings.AddRange(Scenes.Warnings);
        server.Nodes = Scenes.Nodes;
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            foreach (var tab in new[] { "connections", "workers", "ends", "warnings" })
                await CheckAsync(new Uri(server.Address, $"?tab={tab}&service=default"), scheme, 1280);
            await CheckAsync(server.Address, scheme, 360);
        }

        server.Control = Scenes.NoControl;
        await CheckAsync(server.Address, ColorScheme.Light, 1280);
        await CheckAsync(server.Address, ColorScheme.Dark, 1280);
    }

    [FactWithAxe]
    public async Task Axe_finds_no_violation_where_one_signs_in()
    {
        await using var server = await FakeServer.StartAsync([Scenes.Empty()]);
        server.Token = "secret";
        await CheckAsync(server.Address, ColorScheme.Light, 360);
        await CheckAsync(server.Address, ColorScheme.Dark, 1280);
    }

    private async Task CheckAsync(Uri address, ColorScheme scheme, int width)
    {
        var page = await browser.OpenAsync(address, scheme, width);
        if (await page.Locator("#token").CountAsync() == 0)
            await Assertions.Expect(page.Locator("#found")).Not.ToBeEmptyAsync();
        await page.EvaluateAsync(await File.ReadAllTextAsync(Axe.Script) + ";0");
        var found = await page.EvaluateAsync<JsonElement>(
            "async () => (await axe.run()).violations.map(violation => `${violation.id}: ${violation.help}: ${violation.nodes.slice(0, 3).map(node => node.html).join(' | ')}`)");
        Assert.True(found.GetArrayLength() == 0, $"{address.Query} {scheme} {width}: {string.Join("\n", found.EnumerateArray())}");
        await page.Context.CloseAsync();
    }

    private sealed class FactWithAxeAttribute : FactAttribute
    {
        public FactWithAxeAttribute() => Skip = File.Exists(BrowserFixture.Chromium) ? Axe.Obstacle : $"there is no {BrowserFixture.Chromium}";
    }
}

/// <summary>axe-core, as npm packs it.</summary>
internal static class Axe
{
    private const string Package = "axe-core@4.14.1";

    private static readonly Lazy<string?> Missing = new(Fetch);

    public static string Script => Path.Combine(Places.Axe, "package", "axe.min.js");

    /// <summary>Why it is not there; null where it is.</summary>
    public static string? Obstacle => Missing.Value;

    private static string? Fetch()
    {
        if (File.Exists(Script))
            return null;
        try
        {
            Directory.CreateDirectory(Places.Axe);
            return Run("npm", "pack", Package, "--silent") ?? Run("tar", "-xzf", "axe-core-4.14.1.tgz", "package/axe.min.js");
        }
        catch (Win32Exception failure)
        {
            return $"{Package} cannot be fetched: {failure.Message}";
        }
    }

    private static string? Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = Places.Axe, RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : $"{program} {string.Join(' ', arguments)} failed: {process.StandardError.ReadToEnd().Trim()}";
    }
}
