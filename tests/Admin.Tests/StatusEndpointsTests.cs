using System.Net;
using System.Text.Json;
using ActorServer.Admin.Tests.Doubles;
using ActorServer.Monitoring;

namespace ActorServer.Admin.Tests;

public sealed class StatusEndpointsTests
{
    [Theory]
    [InlineData(null, null, "/readyz", HttpStatusCode.OK, "ready\n")]
    [InlineData(null, null, "/healthz", HttpStatusCode.OK, "ok\n")]
    [InlineData(null, "paused: default", "/readyz", HttpStatusCode.ServiceUnavailable, "paused: default\n")]
    [InlineData(null, "paused: default", "/healthz", HttpStatusCode.OK, "ok\n")]
    [InlineData("draining", "draining", "/readyz", HttpStatusCode.ServiceUnavailable, "draining\n")]
    [InlineData("draining", "draining", "/healthz", HttpStatusCode.ServiceUnavailable, "draining\n")]
    public async Task Who_drains_is_neither_healthy_nor_ready_and_who_pauses_is_healthy(string? notHealthy, string? notReady, string path, HttpStatusCode status, string text)
    {
        await using var admin = await RunningAdmin.StartAsync();
        (admin.Server.NotHealthy, admin.Server.NotReady) = (notHealthy, notReady);
        using var answer = await admin.SendAsync(HttpMethod.Get, path);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(text, await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/status.json")]
    [InlineData("/connections")]
    public async Task A_server_that_does_not_answer_is_said(string path)
    {
        await using var admin = await RunningAdmin.StartAsync();
        admin.Server.Answers = false;
        using var answer = await admin.SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("The server has not answered within two seconds.\n", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Health_that_many_ask_for_is_read_once()
    {
        await using var admin = await RunningAdmin.StartAsync();
        var asked = DateTime.UtcNow;
        for (var times = 0; times < 20; times++)
            await admin.Client.GetStringAsync("/healthz");
        Assert.InRange(admin.Server.StatusReads, 1, 2 + (int)(DateTime.UtcNow - asked).TotalSeconds);
    }

    [Fact]
    public async Task Status_has_the_names_of_the_contract()
    {
        await using var admin = await RunningAdmin.StartAsync();
        using var json = JsonDocument.Parse(await admin.Client.GetStringAsync("/status.json"));
        Assert.Equal(["server", "services", "connections", "workers"], json.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal(1, json.RootElement.GetProperty("services")[0].GetProperty("workers").GetProperty("diedTotal").GetInt64());
        Assert.Equal("c-7", json.RootElement.GetProperty("connections")[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task In_a_cluster_status_and_events_have_the_nodes()
    {
        await using var admin = await RunningAdmin.StartAsync();
        admin.Server.Nodes = FakeServer.ThreeNodes;
        using var json = JsonDocument.Parse(await admin.Client.GetStringAsync("/status.json?connections=0"));
        var nodes = json.RootElement.GetProperty("nodes");
        Assert.Equal(
            """{"name":"10.0.0.2:4053","state":"up","roles":["workers"],"free":{"default":24},"legsThere":40,"legsHere":2,"isSelf":false,"reservationSeconds":0.0004}""",
            nodes[1].GetRawText());
        // Of one that was never asked it is absent.
        Assert.False(nodes[2].TryGetProperty("reservationSeconds", out _));

        using var live = JsonDocument.Parse(JsonSerializer.Serialize(await admin.Server.ReadLiveAsync(default), StatusJson.Default.LiveSnapshot));
        Assert.Equal(nodes.GetRawText(), live.RootElement.GetProperty("nodes").GetRawText());
    }

    [Fact]
    public async Task Status_leaves_connections_out_where_they_are_not_wanted()
    {
        await using var admin = await RunningAdmin.StartAsync();
        using var json = JsonDocument.Parse(await admin.Client.GetStringAsync("/status.json?connections=0"));
        Assert.Equal((false, true), admin.Server.LastStatusQuery);
        Assert.False(json.RootElement.TryGetProperty("connections", out _));
    }

    [Fact]
    public async Task Rows_are_asked_for_by_a_query()
    {
        await using var admin = await RunningAdmin.StartAsync();
        using var json = JsonDocument.Parse(await admin.Client.GetStringAsync("/connections?service=default&text=127&state=open&sortBy=ageSeconds&descending=true&skip=40&take=20&place=7"));
        Assert.Equal(new ConnectionQuery("default", "127", "open", "ageSeconds", true, 40, 20, 7), admin.Server.LastQuery);
        Assert.Equal(1, json.RootElement.GetProperty("total").GetInt32());
        await admin.Client.GetStringAsync("/connections");
        Assert.Equal(new ConnectionQuery(Take: 100), admin.Server.LastQuery);
    }

    [Theory]
    [InlineData("state=asleep")]
    [InlineData("sortBy=age")]
    [InlineData("skip=-1")]
    [InlineData("place=-1")]
    [InlineData("take=1001")]
    [InlineData("take=many")]
    [InlineData("descending=perhaps")]
    public async Task A_query_that_is_wrong_says_what_is_allowed(string query)
    {
        await using var admin = await RunningAdmin.StartAsync();
        using var answer = await admin.SendAsync(HttpMethod.Get, "/connections?" + query);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(" must be ", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Null(admin.Server.LastQuery);
    }
}
