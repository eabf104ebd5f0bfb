using ActorServer.Server.CommandLine;
using ActorServer.Server.Settings;
using ActorServer.Server.Tests.Configuration;


namespace ActorServer.Server.Tests.CommandLine;

public sealed class CliTests : IDisposable
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("profiles").FullName;
    private ServerSettings? _served;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData]
    [InlineData("run")]
    public async Task Without_options_it_serves_the_profile_thread(params string[] args)
    {
        Assert.Equal(7, await Run(args));
        var service = Assert.Single(_served!.Services);
        Assert.Equal(("default", "thread", "echo", 7788), (service.Name, service.Backend.Name, service.Handler.Name, service.Listen.Only().Port));
        Assert.Equal("", _error.ToString());
    }

    [Theory]
    [InlineData("inline")]
    [InlineData("event")]
    [InlineData("thread")]
    [InlineData("process")]
    public async Task Every_profile_that_comes_with_it_serves_in_the_model_of_its_name(string profile)
    {
        Assert.Equal(7, await Run("--profile", profile));
        Assert.Equal(profile, _served!.Services[0].Backend.Name);
    }

    [Fact]
    public async Task The_inline_profile_lets_clients_wait_as_long_as_it_takes()
    {
        await Run("--profile", "inline");
        Assert.Equal(TimeSpan.Zero, _served!.Services[0].Limits.QueueTimeout);
    }

    [Fact]
    public async Task The_short_options_set_the_keys_of_the_default_service()
    {
        Assert.Equal(7, await Run("run", "--handler", "discard", "--host", "::1", "--port", "0"));
        var service = _served!.Services[0];
        Assert.Equal(("discard", "::1", 0), (service.Handler.Name, service.Listen.Only().Host, service.Listen.Only().Port));
    }

    [Fact]
    public async Task Of_an_option_that_is_given_twice_the_last_counts()
    {
        Assert.Equal(7, await Run(
            "--port", "1", "--port", "2", "--profile", "event", "--profile", "inline",
            "--set", "actor-server.shutdown.drain-timeout=1s", "--set", "actor-server.shutdown.drain-timeout=2s"));
        Assert.Equal((2, "inline", TimeSpan.FromSeconds(2)), (_served!.Services[0].Listen.Only().Port, _served.Services[0].Backend.Name, _served.DrainTimeout));
    }

    [Fact]
    public async Task A_value_may_contain_equals_signs()
    {
        var file = Profile("actor-server.services.default.handler { type = \"" + typeof(ColouredHandler).AssemblyQualifiedName + "\"\n colour = red }");
        Assert.Equal(2, await Run("--profile", file, "--set", "actor-server.services.default.handler.colour=a=b"));
        Assert.Contains("colour must be red", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_profile_may_be_a_file()
    {
        Assert.Equal(7, await Run("--profile", Profile("actor-server.services.game.listen.port = 9")));
        Assert.Equal(("game", 9), (_served!.Services[0].Name, _served.Services[0].Listen.Only().Port));
    }

    [Fact]
    public async Task A_short_option_where_the_profile_has_other_services_is_an_error_that_names_them()
    {
        Assert.Equal(2, await Run("--profile", Profile("actor-server.services.game.listen.port = 9"), "--port", "10"));
        Assert.Contains("--port 10", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("--set actor-server.services.game.", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--port 70000", "--port 70000 is not allowed: a whole number from 0 to 65535")]
    [InlineData("--port -1", "--port -1")]
    [InlineData("--port http", "--port http")]
    [InlineData("--port", "--port")]
    [InlineData("--profile thred", "did you mean thread?")]
    [InlineData("--profile ./none.conf", "--profile ./none.conf")]
    [InlineData("--profile /", "--profile /")]
    [InlineData("--handler ekho", "did you mean echo?")]
    [InlineData("--set isolation", "--set isolation is not allowed: KEY=VALUE")]
    [InlineData("--set =5", "--set =5 is not allowed")]
    [InlineData("--set isolation=thread", "unknown key isolation")]
    [InlineData("--set a..b=5", "--set a..b=5")]
    [InlineData("--set {=5", "--set {=5")]
    [InlineData("--prot 5", "--prot")]
    [InlineData("serve", "serve")]
    [InlineData("run now", "now")]
    [InlineData("check --port x", "--port x")]
    [InlineData("@file", "@file")]
    [InlineData("list --port 5", "--port")]
    [InlineData("ctl", "command")]
    [InlineData("ctl frobnicate", "frobnicate")]
    [InlineData("ctl pause", "pause")]
    [InlineData("ctl pause a b", "b")]
    [InlineData("ctl kill default x", "x is no worker")]
    [InlineData("ctl drain default -1", "-1")]
    [InlineData("ctl set default", "set")]
    [InlineData("ctl set default max-waiting", "max-waiting is not allowed: KEY=VALUE with a key of limits")]
    [InlineData("ctl set default =5", "KEY=VALUE")]
    [InlineData("ctl set default max-waiting=5 max-waiting=6", "max-waiting stands there twice")]
    [InlineData("ctl log-level debgu", "did you mean debug?")]
    [InlineData("ctl log-level =debug", "is not allowed")]
    [InlineData("ctl status --admin 7789", "--admin 7789 is not allowed: an address and its port")]
    [InlineData("top --json", "--json")]
    [InlineData("top --admin", "--admin")]
    [InlineData("completion fish", "fish")]
    public async Task A_mistake_is_one_line_and_exit_code_2(string args, string names)
    {
        Assert.Equal(2, await Run(args.Split(' ')));
        Assert.Null(_served);
        Assert.Equal("", _out.ToString());
        var line = Assert.Single(_error.ToString().TrimEnd('\n').Split('\n'));
        Assert.StartsWith("actor-server: ", line, StringComparison.Ordinal);
        Assert.Contains(names, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_token_file_is_one_line_and_exit_code_2()
    {
        Assert.Equal(2, await Run("ctl", "status", "--admin", "127.0.0.1:1", "--token-file", ""));
        Assert.StartsWith("actor-server: --token-file is empty, which is not allowed: ", Assert.Single(_error.ToString().TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("admin.token-file", "admin.token-file = PATH")]
    [InlineData("tls.certificate", "services.default.tls { certificate = PATH, key = PATH }")]
    [InlineData("handler.path", "services.default.handler { type = \"A.B, C\", path = PATH }")]
    [InlineData("cluster.tls", "cluster.tls.key = PATH")]
    [InlineData("process.executable", "backends.process.executable = PATH")]
    [InlineData("process.working-directory", "backends.process.working-directory = PATH")]
    [InlineData("process.command-prefix", "backends.process.command-prefix = [PATH]")]
    public async Task A_NUL_in_a_path_is_one_line_and_exit_code_2(string names, string setting)
    {
        Assert.Equal(2, await Run("check", "--profile", Profile($"actor-server.{setting.Replace("PATH", "\"/a\\u0000b\"", StringComparison.Ordinal)}")));
        var line = Assert.Single(_error.ToString().TrimEnd('\n').Split('\n'));
        Assert.Contains(names, line, StringComparison.Ordinal);
        Assert.Contains("/a\\u0000b", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_prints_a_profile_and_starts_nothing()
    {
        Assert.Equal(0, await Run("check", "--profile", "process", "--port", "0"));
        Assert.Null(_served);
        var lines = _out.ToString().Split('\n');
        Assert.Equal(["ok", ""], lines[^2..]);
        var printed = TestSettings.Of(string.Join('\n', lines[..^2])).Services[0];
        Assert.Equal(("process", 0), (printed.Backend.Name, printed.Listen.Only().Port));
    }

    [Fact]
    public async Task List_names_all_profiles_and_handlers()
    {
        Assert.Equal(0, await Run("list"));
        string[] profiles = ["inline", "event", "front", "internet", "node", "thread", "process"];
        string[] handlers = ["log", "stream-log", "echo", "stream-echo", "discard", "chargen", "daytime", "time", "chaos", "stream-chaos", "aspnetcore"];
        Assert.All([.. profiles, .. handlers], name => Assert.Contains($"\n  {name} ", _out.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("--version")]
    [InlineData("check --help")]
    public async Task Help_and_version_are_no_mistakes(string args)
    {
        Assert.Equal(0, await Run(args.Split(' ')));
        Assert.NotEqual("", _out.ToString());
        Assert.Equal("", _error.ToString());
    }

    [Theory]
    [InlineData("ctl status --admin unix:/none/x", "actor-server: no server answers at unix:/none/x: there is no such socket\n")]
    [InlineData("ctl close c-7 --admin unix:/none/x --json", "actor-server: no server answers at unix:/none/x: there is no such socket\n")]
    [InlineData("top --admin unix:/none/x", "actor-server: no server answers at unix:/none/x: there is no such socket\n")]
    [InlineData("ctl status --admin unix:/none/x --token-file /none/token", "actor-server: the token cannot be read: Could not find a part of the path '/none/token'.\n")]
    public async Task A_server_that_is_not_there_is_one_line_and_exit_code_1(string args, string line)
    {
        Assert.Equal(1, await Run(args.Split(' ')));
        Assert.Equal((line, ""), (_error.ToString(), _out.ToString()));
    }

    [Fact]
    public async Task A_signal_that_comes_when_a_command_has_ended_does_no_harm()
    {
        Action? stop = null;
        var cli = new Cli((_, _) => Task.FromResult(7), _out, _error.Write) { StopWith = told => stop = told };
        Assert.Equal(1, await cli.RunAsync(["ctl", "status", "--admin", "unix:/none/x"]));
        stop!();
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("run", true)]
    [InlineData("run --handler list", true)]
    [InlineData("--port 5", true)]
    [InlineData("check", false)]
    [InlineData("--port 5 check", false)]
    [InlineData("list", false)]
    [InlineData("completion bash", false)]
    [InlineData("cluster init 10.0.0.1", false)]
    [InlineData("--version", false)]
    public void Which_command_serves_is_known_before_it_is_parsed(string args, bool serves) =>
        Assert.Equal(serves, Cli.IsToServe(args.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    private Task<int> Run(params string[] args) => new Cli(
        (settings, _) =>
        {
            _served = settings;
            return Task.FromResult(7);
        },
        _out, _error.WriteLine).RunAsync(args);

    private string Profile(string text)
    {
        var file = Path.Combine(_directory, "own.conf");
        File.WriteAllText(file, text);
        return file;
    }
}
