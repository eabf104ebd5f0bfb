using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using ActorServer.Admin.Tests.Doubles;
using ActorServer.Monitoring;

namespace ActorServer.Admin.Tests;

/// <summary>What operators are given for Grafana and Prometheus works with the metrics as they are named.</summary>
public sealed partial class DeployTests : IDisposable
{
    private const string Dashboard = "actor-server.json";
    private const string Rules = "actor-server.rules.yml";

    private readonly FakeMeter _meter = new();

    [Theory]
    [InlineData(Dashboard)]
    [InlineData(Rules)]
    [InlineData("actor-server.rules.test.yml")]
    public async Task Every_metric_that_is_named_is_exported(string file)
    {
        await using var admin = await RunningAdmin.StartAsync();
        admin.Server.Certificates = [new CertificateFacts("default", "default", DateTimeOffset.UnixEpoch)];
        admin.Server.Nodes = FakeServer.ThreeNodes;
        _meter.Live();
        var exported = (await admin.Client.GetStringAsync("/metrics")).Split('\n').Select(line => line.Split('{', ' ')[0]).ToHashSet();
        var named = Metric().Matches(await ReadAsync(file)).Select(match => match.Value).Distinct().ToList();
        Assert.NotEmpty(named);
        Assert.Empty(named.Except(exported));
    }

    [Fact]
    public async Task Every_metric_of_the_server_is_in_the_documentation()
    {
        await using var admin = await RunningAdmin.StartAsync();
        admin.Server.Certificates = [new CertificateFacts("default", "default", DateTimeOffset.UnixEpoch)];
        admin.Server.Nodes = FakeServer.ThreeNodes;
        _meter.Live();
        var text = await ReadAsync("admin.md");
        var names = (await admin.Client.GetStringAsync("/metrics")).Split('\n').Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]);
        Assert.All(names, name => Assert.Contains($"`{name}`", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_alert_has_its_next_step()
    {
        var text = await ReadAsync("admin.md");
        var alerts = Alert().Matches(await ReadAsync(Rules)).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(7, alerts.Count);
        Assert.All(alerts, alert => Assert.Contains($"\n### {alert}\n", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Panels_of_the_dashboard_do_not_overlap()
    {
        using var json = JsonDocument.Parse(await ReadAsync(Dashboard));
        var cells = json.RootElement.GetProperty("panels").EnumerateArray()
            .Select(panel => panel.GetProperty("gridPos"))
            .SelectMany(place => from x in Enumerable.Range(Of(place, "x"), Of(place, "w")) from y in Enumerable.Range(Of(place, "y"), Of(place, "h")) select (x, y))
            .ToList();
        Assert.Equal(cells.Distinct(), cells);
        Assert.DoesNotContain(cells, cell => cell.x > 23);

        static int Of(JsonElement place, string name) => place.GetProperty(name).GetInt32();
    }

    [FactWithPromtool]
    public async Task Prometheus_reads_the_rules_and_they_wake_whom_they_should()
    {
        await PromtoolAsync("check", "rules", Rules);
        await PromtoolAsync("test", "rules", "actor-server.rules.test.yml");
        await PromtoolAsync("check", "config", "prometheus.yml");
    }

    [FactWithPromtool]
    public async Task Prometheus_reads_the_metrics()
    {
        await using var admin = await RunningAdmin.StartAsync();
        admin.Server.Nodes = FakeServer.ThreeNodes;
        _meter.Live();
        var text = await admin.Client.GetStringAsync("/metrics");
        // promtool check metrics also finds fault with names that are the runtime's.
        var said = await PromtoolAsync(["check", "metrics"], text);
        Assert.DoesNotContain("error while linting", said, StringComparison.Ordinal);
        Assert.DoesNotContain("actor_server_", said, StringComparison.Ordinal);
    }

    public void Dispose() => _meter.Dispose();

    private static Task<string> ReadAsync(string file) => File.ReadAllTextAsync(file == "admin.md" ? PathOf(file) : Path.Combine(PathOf("deploy"), file));

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, name);

    private static async Task PromtoolAsync(params string[] arguments)
    {
        var said = await PromtoolAsync(arguments, "");
        Assert.Contains("SUCCESS", said, StringComparison.Ordinal);
        Assert.DoesNotContain("FAILED", said, StringComparison.Ordinal);
    }

    private static async Task<string> PromtoolAsync(string[] arguments, string input)
    {
        using var promtool = Process.Start(new ProcessStartInfo("promtool", arguments)
        {
            WorkingDirectory = PathOf("deploy"),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = promtool.StandardOutput.ReadToEndAsync();
        var error = promtool.StandardError.ReadToEndAsync();
        await promtool.StandardInput.WriteAsync(input);
        promtool.StandardInput.Close();
        return (await output) + (await error);
    }

    [GeneratedRegex(@"\b(actor_server|process|dotnet)_[a-z0-9_]+")]
    private static partial Regex Metric();

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex Alert();
}
