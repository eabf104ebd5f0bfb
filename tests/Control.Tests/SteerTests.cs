using System.Text.Json;
using ActorServer.Control.Asking;
using ActorServer.Control.Finding;
using ActorServer.Control.Steering;
using ActorServer.Monitoring;

namespace ActorServer.Control.Tests;

public sealed class SteerTests : IDisposable
{
    private readonly StringWriter _out = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("steer").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    public static TheoryData<string, string, string> Actions => new()
    {
        { "pause", "/services/a/pause", "" },
        { "resume", "/services/a/resume", "" },
        { "drain", "/services/a/drain", "" },
        { "drain-worker", "/workers/a/7/drain", "" },
        { "close", "/connections/c-7%2F../close", "" },
        { "kill", "/workers/a/7/kill", "" },
        { "set", "/services/a/limits", """{"max-connections":"500","idle-timeout":"5s"}""" },
        { "level", "/log-level", """{"level":"debug"}""" },
        { "category", "/log-level", """{"category":"ActorServer.Admin","level":"debug"}""" },
        { "reload", "/reload", "" },
        { "upgrade", "/upgrade", "" },
        { "shutdown", "/shutdown", "" },
    };

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task What_is_asked_for_is_posted(string action, string path, string body)
    {
        using var server = new FakeAdmin(_ => FakeAnswer.Of(204));
        Assert.Null(await Do(server.Address, ActionOf(action)));
        var request = Assert.Single(server.Requests);
        Assert.Equal(("POST", path, body, ""), (request.Method, request.Path, request.Body, request.Token));
        Assert.Equal(body.Length > 0 ? "application/json; charset=utf-8" : null, request.Headers.GetValueOrDefault("Content-Type"));
    }

    [Fact]
    public async Task The_token_goes_along_and_a_note_is_printed()
    {
        using var server = new FakeAdmin(_ => FakeAnswer.Of(200, "until a reload or restart\n"));
        Assert.Null(await Do(server.Address, ControlAction.Set("a", [("max-waiting", "5")]), token: "secret"));
        Assert.Equal("Bearer secret", Assert.Single(server.Requests).Token);
        Assert.Equal("set: service=a max-waiting=5 (until a reload or restart)\n", _out.ToString());
    }

    [Fact]
    public async Task Json_says_what_was_done_and_the_note()
    {
        using var server = new FakeAdmin(_ => FakeAnswer.Of(200, "a note"));
        Assert.Null(await Do(server.Address, ControlAction.Pause("a"), json: true));
        Assert.Equal("""{"done":"paused: service=a","note":"a note"}""" + "\n", _out.ToString());
    }

    [Theory]
    [InlineData(401, "", null, "wants a token; give --token-file FILE, or set ACTOR_SERVER_ADMIN_TOKEN_FILE")]
    [InlineData(401, "", "wrong", "the token of F is not that of the server at")]
    [InlineData(403, "control needs a token-file", null, "control needs a token-file")]
    [InlineData(404, "no connection c-7", null, "no connection c-7")]
    [InlineData(404, "", null, "does not know that (404); it is an older actor-server, or none")]
    [InlineData(400, "max-connections = x is not allowed:\n a whole number", null, "max-connections = x is not allowed:  a whole number")]
    [InlineData(409, "it is draining", null, "it is draining")]
    [InlineData(501, "reload comes later", null, "reload comes later")]
    [InlineData(502, "<html>", null, "is no actor-server: it says 502")]
    [InlineData(302, "", null, "is no actor-server: it says 302")]
    public async Task A_refusal_is_one_line(int status, string text, string? token, string says)
    {
        using var server = new FakeAdmin(_ => FakeAnswer.Of(status, text));
        var error = (await Do(server.Address, ControlAction.Pause("a"), token: token))!.Message;
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
        Assert.Equal("", _out.ToString());
    }

    [Fact]
    public async Task A_server_that_has_gone_is_one_line()
    {
        string address;
        using (var server = new FakeAdmin(_ => FakeAnswer.Of(204)))
            address = server.Address;
        Assert.Equal($"no server answers at {address}: Connection refused", (await Do(address, ControlAction.Pause("a")))!.Message);
    }

    [Fact]
    public async Task A_socket_that_is_not_there_is_one_line() =>
        Assert.Equal($"no server answers at unix:{_directory}/x: there is no such socket", (await Do($"unix:{_directory}/x", ControlAction.Pause("a")))!.Message);

    [Fact]
    public async Task One_that_speaks_something_else_is_one_line()
    {
        using var server = new FakeAdmin(_ => new FakeAnswer(200, "x", [_ => Task.FromResult("SSH-2.0-OpenSSH\r\n")], null) { Raw = true });
        Assert.Equal($"what answers at {server.Address} is no actor-server: it does not speak HTTP", (await Do(server.Address, ControlAction.Pause("a")))!.Message);
    }

    [Fact]
    public async Task Status_over_a_Unix_socket_is_a_table()
    {
        using var server = new FakeAdmin(_ => FakeAnswer.Json(Samples.Json(Samples.Status())), Path.Combine(_directory, "admin.sock"));
        using var client = Client(server.Address, null);
        await Steer.StatusAsync(client, json: false, _out, CancellationToken.None);
        Assert.Equal("/status.json?connections=0", Assert.Single(server.Requests).Path);
        Assert.Matches(@"\ndefault +serving +57/64 +0/64 +123,456 +12 ", _out.ToString());
    }

    [Fact]
    public async Task Status_as_JSON_is_what_the_server_says_with_its_connections()
    {
        var said = Samples.Json(Samples.Status());
        using var server = new FakeAdmin(_ => FakeAnswer.Json(said));
        using var client = Client(server.Address, null);
        await Steer.StatusAsync(client, json: true, _out, CancellationToken.None);
        Assert.Equal(said + "\n", _out.ToString());
        Assert.Equal("/status.json", Assert.Single(server.Requests).Path);
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("{\"server\":{}}")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task A_status_that_is_none_is_one_line(string text)
    {
        using var server = new FakeAdmin(_ => FakeAnswer.Json(text));
        using var client = Client(server.Address, null);
        var error = await Assert.ThrowsAsync<ControlError>(() => Steer.StatusAsync(client, json: false, _out, CancellationToken.None));
        Assert.Contains("is no actor-server of this version", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_fits_into_80_columns_and_is_aligned()
    {
        var text = Samples.Status() with
        {
            Services =
            [
                Samples.Service(workers: Samples.Workers(), closed: Enumerable.Range(0, 12).ToDictionary(i => $"some-reason-{i}", i => (long)i * 12_345)),
                Samples.Service("http", "event", served: 1200, most: 10_000),
            ],
        };
        var lines = StatusText.Of(text, "127.0.0.1:7789", Samples.Now).Split('\n');
        Assert.Equal("actor-server 0.1.0  pid 812  serving  for 3 d 4 h  admin 127.0.0.1:7789", lines[0]);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
        var ends = new[] { "SERVICE", "default", "http" }.Select(name => lines.First(line => line.StartsWith(name, StringComparison.Ordinal))).Select(line => line.Length).Distinct();
        Assert.Single(ends);
        Assert.Contains("  workers   2 starting, 4 idle, 57 busy, 1 dying of 64; 123,456 started, 7 died", lines);
    }

    [Fact]
    public async Task Nodes_are_a_table_as_documented()
    {
        Assert.Equal(
            """
            NODE           STATE        THERE  HERE  RESERVES  ROLES          FREE
            10.0.0.1:4053  up               –     –  this one  front,workers  default 0
            10.0.0.2:4053  up              40     0    0.4 ms  workers        default 24
            10.0.0.3:4053  unreachable     12     0    0.5 ms  workers        default 52

            """,
            await NodesAsync(Samples.Status() with { Nodes = Samples.Nodes }, json: false));
        Assert.EndsWith("\n\n" + _out, StatusText.Of(Samples.Status() with { Nodes = Samples.Nodes }, "a", Samples.Now), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_as_JSON_are_those_of_the_status()
    {
        var status = Samples.Status() with { Nodes = Samples.Nodes };
        using var said = JsonDocument.Parse(Samples.Json(status));
        Assert.Equal(said.RootElement.GetProperty("nodes").GetRawText() + "\n", await NodesAsync(status, json: true));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_without_a_cluster_has_no_nodes_and_says_so(bool json)
    {
        var error = await Assert.ThrowsAsync<ControlError>(() => NodesAsync(Samples.Status(), json));
        Assert.EndsWith("is in no cluster: it has no actor-server.cluster.seeds", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("NODE", StatusText.Of(Samples.Status(), "a", Samples.Now), StringComparison.Ordinal);
    }

    [Fact]
    public void Nodes_fit_into_80_columns_and_steer_no_terminal()
    {
        var evil = "\u001b[2J\n";
        var text = NodesText.Of([new NodeRow(evil + "[2001:db8::1234:5678]:4053", evil, [evil], Enumerable.Range(0, 20).ToDictionary(i => $"service-{i}{evil}", i => i), 1, 2, IsSelf: false)]);
        Assert.All(text.TrimEnd('\n').Split('\n'), line => Assert.InRange(line.Length, 1, 80));
        Assert.Equal(2, text.Count(letter => char.IsControl(letter)));
    }

    private async Task<string> NodesAsync(ServerStatus status, bool json)
    {
        using var server = new FakeAdmin(_ => FakeAnswer.Json(Samples.Json(status)));
        using var client = Client(server.Address, null);
        await Steer.NodesAsync(client, json, _out, CancellationToken.None);
        Assert.Equal("/status.json?connections=0", Assert.Single(server.Requests).Path);
        return _out.ToString();
    }

    private static ControlAction ActionOf(string name) => name switch
    {
        "pause" => ControlAction.Pause("a"),
        "resume" => ControlAction.Resume("a"),
        "drain" => ControlAction.Drain("a"),
        "drain-worker" => ControlAction.DrainWorker("a", 7),
        "close" => ControlAction.Close("c-7/.."),
        "kill" => ControlAction.Kill("a", 7),
        "set" => ControlAction.Set("a", [("max-connections", "500"), ("idle-timeout", "5s")]),
        "level" => ControlAction.LogLevel(null, "debug"),
        "category" => ControlAction.LogLevel("ActorServer.Admin", "debug"),
        "reload" => ControlAction.Reload(),
        "upgrade" => ControlAction.Upgrade(),
        _ => ControlAction.Shutdown(),
    };

    private static AdminClient Client(string address, string? token) => new(new AdminTarget(AdminAddress.Parse(address)!, token, token is null ? null : "F"));

    private async Task<ControlError?> Do(string address, ControlAction action, string? token = null, bool json = false)
    {
        using var client = Client(address, token);
        return await Record.ExceptionAsync(() => Steer.DoAsync(client, action, json, _out, CancellationToken.None)) switch
        {
            null => null,
            var error => Assert.IsType<ControlError>(error),
        };
    }
}
