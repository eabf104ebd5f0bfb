using ActorServer.Handlers;
using ActorServer.Native.Sockets;
using ActorServer.Server.Accepting;
using ActorServer.Server.Configuration;
using ActorServer.Server.Connections;
using ActorServer.Server.Isolation;
using ActorServer.Server.Settings;
using ActorServer.Server.Workers;
using ActorServer.Serving.Loading;
using Akka.Configuration;
using CsCheck;

namespace ActorServer.Server.Tests.Configuration;

public class SettingsParserTests
{
    private const string Default = "actor-server.services.default";

    [Fact]
    public void The_defaults_are_those_of_the_reference()
    {
        var settings = TestSettings.Of("");
        var service = Assert.Single(settings.Services);
        Assert.Equal("default", service.Name);
        Assert.Equal([new ListenAddress.Internet("127.0.0.1", 7788)], service.Listen.Addresses);
        Assert.Equal(new ListenSettings(service.Listen.Addresses, 511, AcceptorKind.Auto, new KeepAlive(Seconds(60), Seconds(10), 3)), service.Listen);
        Assert.Equal(("thread", typeof(ThreadBackend)), (service.Backend.Name, service.Backend.Kind.Class));
        Assert.Equal(("echo", typeof(EchoHandler)), (service.Handler.Name, service.Handler.Here.Type));
        Assert.Equal(
            new LimitSettings(1024, 64, Seconds(10), Seconds(2), TimeSpan.Zero, TimeSpan.Zero, Seconds(30), TimeSpan.Zero) { MinRateGrace = Seconds(5) }, service.Limits);
        Assert.Equal((Seconds(30), "info"), (settings.DrainTimeout, settings.LogLevel));
        Assert.Equal(new ThreadSettings(256 * 1024, TimeSpan.FromMilliseconds(200)), ThreadSettings.From(service.Backend.Config));
    }

    [Fact]
    public void The_defaults_of_the_process_backend_are_those_of_the_reference()
    {
        var process = TestSettings.Of("", ($"{Default}.isolation", "process")).Services[0].Backend.Workers!;
        Assert.Equal(
            new ProcessSettings("auto", "auto", 4, 64, 1, 2, Seconds(10), Seconds(5), ClientsPerWorkerJitter: 10, IdleWorkerTimeout: Seconds(60)), process);
    }

    [Theory]
    [InlineData("0s", null)]
    [InlineData("1s", 1)]
    [InlineData("5m", 300)]
    [InlineData("1500ms", -1)]
    [InlineData("10h", -1)]
    [InlineData("60", -1)]
    public void Keep_alive_is_in_whole_seconds_and_0s_is_off(string text, int? seconds)
    {
        if (seconds == -1)
            Assert.Contains($"{Default}.listen.keep-alive = {text} in {TestSettings.ProfileName} is not allowed: whole seconds from 0s to 32767s", TestSettings.ErrorOf($"{Default}.listen.keep-alive = {text}"), StringComparison.Ordinal);
        else
            Assert.Equal(seconds is { } idle ? new KeepAlive(Seconds(idle), Seconds(10), 3) : null, TestSettings.Of($"{Default}.listen.keep-alive = {text}").Services[0].Listen.KeepAlive);
    }

    [Theory]
    [InlineData("keep-alive-interval", "0s")]
    [InlineData("keep-alive-count", "0")]
    [InlineData("keep-alive-count", "128")]
    public void The_rest_of_keep_alive_is_checked_also_where_it_is_off(string key, string value) =>
        Assert.Contains($"{Default}.listen.{key} = {value}", TestSettings.ErrorOf($"{Default}.listen {{ keep-alive = 0s, {key} = {value} }}"), StringComparison.Ordinal);

    [Theory]
    [InlineData("[::1]", "::1")]
    [InlineData("[::]", "::")]
    [InlineData("[fe80::1%2]", "fe80::1%2")]
    [InlineData("::1", "::1")]
    [InlineData("localhost", "localhost")]
    public void A_host_of_IPv6_may_stand_in_brackets_wherever_it_is_written(string text, string host)
    {
        Assert.Equal(host, TestSettings.Of($"{Default}.listen.host = \"{text}\"").Services[0].Listen.Only().Host);
        Assert.Equal(host, TestSettings.Of("", ($"{Default}.listen.host", text)).Services[0].Listen.Only().Host);
        Assert.Equal(host, TestSettings.Of(SettingsParser.Render(TestSettings.Profile(""), TestSettings.Sets(($"{Default}.listen.host", text)))).Services[0].Listen.Only().Host);
    }

    [Theory]
    [InlineData("[127.0.0.1]")]
    [InlineData("[localhost]")]
    [InlineData("[]")]
    [InlineData("")]
    public void Other_hosts_in_brackets_are_refused(string text) =>
        Assert.Contains("such as 127.0.0.1, ::1 or [::1], or a name", TestSettings.ErrorOf($"{Default}.listen.host = \"{text}\""), StringComparison.Ordinal);

    [Fact]
    public void A_later_layer_wins()
    {
        var settings = TestSettings.Of($"{Default}.limits.max-connections = 5\n{Default}.listen.port = 1", ($"{Default}.listen.port", "2"));
        Assert.Equal((5, 2), (settings.Services[0].Limits.MaxConnections, settings.Services[0].Listen.Only().Port));
    }

    [Fact]
    public void Services_share_the_service_defaults_and_override_them()
    {
        var settings = TestSettings.Of(
            """
            actor-server {
              service-defaults {
                limits.max-connections = 7
                isolation = event
              }
              services {
                a { listen.port = 1 }
                b {
                  listen { port = 2 }
                  limits { max-connections = 8 }
                  handler { type = discard }
                }
              }
            }
            """);
        Assert.Equal(["a", "b"], settings.Services.Select(service => service.Name));
        Assert.Equal([7, 8], settings.Services.Select(service => service.Limits.MaxConnections));
        Assert.Equal(["echo", "discard"], settings.Services.Select(service => service.Handler.Name));
    }

    [Fact]
    public void A_value_for_the_default_service_is_an_error_where_the_profile_has_others()
    {
        var error = TestSettings.ErrorOf("actor-server.services.game.listen.port = 1", ($"{Default}.listen.port", "2"));
        Assert.Contains("--set actor-server.services.default.listen.port=2", error, StringComparison.Ordinal);
        Assert.Contains("game", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData($"{Default}.isolaton", "thread", "did you mean actor-server.services.default.isolation?")]
    [InlineData($"{Default}.limits.max-conections", "5", "did you mean actor-server.services.default.limits.max-connections?")]
    [InlineData("actor-server.backends.process.spare-worker", "5", "did you mean actor-server.backends.process.spare-workers?")]
    [InlineData("actor-server.shutdwn.drain-timeout", "5s", "shutdown")]
    [InlineData("actorserver.x", "5", "actor-server")]
    public void An_unknown_key_is_an_error_that_suggests_the_nearest(string key, string value, string suggestion)
    {
        var error = TestSettings.ErrorOf("", (key, value));
        Assert.Contains("unknown key", error, StringComparison.Ordinal);
        Assert.Contains($"--set {key}={value}", error, StringComparison.Ordinal);
        Assert.Contains(suggestion, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("listen.port", "70000", "0 to 65535")]
    [InlineData("listen.port", "x", "0 to 65535")]
    [InlineData("listen.backlog", "0", "from 1 on")]
    [InlineData("limits.max-connections", "0", "from 1 on")]
    [InlineData("limits.max-waiting", "-1", "from 0 on")]
    [InlineData("limits.queue-timeout", "10", "10s")]
    [InlineData("limits.idle-timeout", "ten", "10s")]
    [InlineData("limits.max-lifetime", "-1s", "10s")]
    [InlineData("limits.max-lifetime", "25d", "at most 24d")]
    [InlineData("isolation", "threads", "did you mean thread?")]
    [InlineData("handler.type", "ekho", "did you mean echo?")]
    [InlineData("handler.type", "No.Such, Assembly", "Assembly")]
    [InlineData("handler.colour", "red", "no settings")]
    public void A_wrong_value_names_key_value_source_and_what_is_allowed(string key, string value, string allowed)
    {
        var error = TestSettings.ErrorOf("", ($"{Default}.{key}", value));
        Assert.Contains($"{Default}.{key} = {value}", error, StringComparison.Ordinal);
        Assert.Contains("in --set", error, StringComparison.Ordinal);
        Assert.Contains(allowed, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("executable", "/no/such/file", "/no/such/file")]
    [InlineData("executable", "/etc/passwd", "not executable")]
    [InlineData("max-workers", "0", "from 1 on")]
    [InlineData("start-timeout", "0s", "above 0")]
    [InlineData("byte-path", "handoff", "auto, hand-off, relay")]
    [InlineData("memory-limit", "1MiB", "from 64MiB on")]
    [InlineData("niceness", "20", "from 0 to 19")]
    [InlineData("scheduling", "idle", "batch, normal")]
    [InlineData("command-prefix", "nice", "a list of words, such as [nice, -n, 5]")]
    [InlineData("command-prefix", "[no-such-program, x]", "no program 'no-such-program' in PATH")]
    [InlineData("command-prefix", "[/no/such/file]", "no file /no/such/file")]
    [InlineData("command-prefix", "[/etc/passwd]", "/etc/passwd is not executable")]
    [InlineData("clients-per-worker-jitter", "10", "from 0% to 100%")]
    [InlineData("clients-per-worker-jitter", "101%", "from 0% to 100%")]
    [InlineData("idle-worker-timeout", "60", "a duration with its unit")]
    [InlineData("clients-at-once", "0", "from 1 on")]
    [InlineData("clients-at-once", "2", "at most actor-server.backends.process.clients-per-worker in the built-in reference, which is 1; raise that, or set it to 0, without end")]
    [InlineData("max-worker-age", "1", "a duration with its unit")]
    [InlineData("recycle-memory", "1MiB", "from 16MiB on")]
    [InlineData("retire-timeout", "0s", "above 0")]
    public void A_wrong_backend_is_an_error_also_where_no_service_uses_it(string key, string value, string allowed) =>
        Assert.Contains(allowed, TestSettings.ErrorOf("", ($"actor-server.backends.process.{key}", value)), StringComparison.Ordinal);

    [Theory]
    [InlineData("0")]
    [InlineData("8")]
    [InlineData("100")]
    public void A_worker_may_serve_several_clients_at_once_and_no_more_than_in_all(string inAll)
    {
        var settings = TestSettings.Of($"actor-server.backends.process {{ clients-at-once = 8, clients-per-worker = {inAll} }}", ($"{Default}.isolation", "process"));
        var workers = settings.Services[0].Backend.Workers!;
        Assert.Equal((8, 512, int.MaxValue), (workers.ClientsAtOnce, workers.PlacesOf(64), workers.PlacesOf(int.MaxValue)));
        Assert.Equal((TimeSpan.Zero, 0L, TimeSpan.FromSeconds(60)), (workers.MaxWorkerAge, workers.RecycleMemory, workers.RetireTimeout));
    }

    [Fact]
    public void The_program_of_a_command_prefix_is_found_in_PATH_and_its_words_are_kept()
    {
        var service = TestSettings.Of("actor-server.backends.process.command-prefix = [sh, -c, \"a b=\\\"c\\\"\", \"null\"]", ($"{Default}.isolation", "process")).Services[0];
        var prefix = service.Backend.Workers!.CommandPrefix;
        Assert.True(File.Exists(prefix[0]), prefix[0]);
        Assert.Equal("sh", Path.GetFileName(prefix[0]));
        Assert.Equal(["-c", "a b=\"c\"", "null"], prefix.Skip(1));
    }

    [Fact]
    public void A_handler_without_a_path_is_a_worker_of_ones_owns_to_know()
    {
        var own = ("actor-server.backends.process.executable", "/bin/sh");
        var process = ($"{Default}.isolation", "process");
        var handler = TestSettings.Of("", own, process, ($"{Default}.handler.type", "No.Such,  Assembly"), ($"{Default}.handler.colour", "red")).Services[0].Handler;
        Assert.Null(handler.Loaded);
        Assert.Equal(("No.Such, Assembly", "colour = red\n"), (handler.TypeName, handler.Settings));

        Assert.Contains("is not of the form", TestSettings.ErrorOf("", own, process, ($"{Default}.handler.type", "No.Such,")), StringComparison.Ordinal);
        Assert.Contains("Assembly", TestSettings.ErrorOf("", own, ($"{Default}.handler.type", "No.Such, Assembly")), StringComparison.Ordinal);
        Assert.Contains("/no/path", TestSettings.ErrorOf("", own, process, ($"{Default}.handler.type", "No.Such, Assembly"), ($"{Default}.handler.path", "/no/path")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_error_names_the_file_of_a_profile() =>
        Assert.Contains(TestSettings.ProfileName, TestSettings.ErrorOf($"{Default}.limits.max-connections = none"), StringComparison.Ordinal);

    [Fact]
    public void A_wrong_service_default_is_reported_where_it_was_set() =>
        Assert.Contains(
            $"actor-server.service-defaults.listen.port = 99999 in {TestSettings.ProfileName}",
            TestSettings.ErrorOf("actor-server.service-defaults.listen.port = 99999"), StringComparison.Ordinal);

    [Theory]
    [InlineData(typeof(BlockingHandler))]
    [InlineData(typeof(StreamChaosHandler))]
    public void Event_refuses_a_handler_that_may_block(Type handler)
    {
        var type = handler.AssemblyQualifiedName!;
        Assert.Contains("may block", TestSettings.ErrorOf("", ($"{Default}.handler.type", type), ($"{Default}.isolation", "event")), StringComparison.Ordinal);
        Assert.Equal(handler, TestSettings.Of("", ($"{Default}.handler.type", type)).Services[0].Handler.Here.Type);
    }

    [Fact]
    public void A_handlers_own_keys_are_checked_by_the_handler()
    {
        var type = ($"{Default}.handler.type", typeof(ColouredHandler).AssemblyQualifiedName!);
        var good = TestSettings.Of("", type, ($"{Default}.handler.colour", "red"));
        Assert.Equal("colour = red\n", good.Services[0].Handler.Settings);
        Assert.Contains("colour must be red", TestSettings.ErrorOf("", type, ($"{Default}.handler.colour", "blue")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "discard", "discard")]
    [InlineData("actor-server.service-defaults.handler = log", "discard", "discard")]
    [InlineData("actor-server.service-defaults.handler = log", null, "log")]
    [InlineData("actor-server.services.default.handler { type = log }", "discard", "discard")]
    public void A_handler_alone_is_short_for_its_type_in_each_layer(string profile, string? set, string handler) =>
        Assert.Equal(handler, (set is null ? TestSettings.Of(profile) : TestSettings.Of(profile, ($"{Default}.handler", set))).Services[0].Handler.Name);

    [Fact]
    public void A_type_that_does_not_exist_is_answered_with_the_nearest_handler()
    {
        var assembly = typeof(ColouredHandler).Assembly.GetName().Name;
        var error = TestSettings.ErrorOf("", ($"{Default}.handler.type", $"ActorServer.Server.Tests.Configuration.ColoredHandler, {assembly}"));
        Assert.Contains($"{Default}.handler.type = ActorServer.Server.Tests.Configuration.ColoredHandler, {assembly} in --set", error, StringComparison.Ordinal);
        Assert.Contains($"did you mean {typeof(ColouredHandler).FullName}?", error, StringComparison.Ordinal);
        Assert.Contains($"; its handlers are ", TestSettings.ErrorOf("", ($"{Default}.handler.type", $"Nothing.Like.It, {assembly}")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_was_forgotten_is_asked_for_and_one_that_was_misspelt_is_found()
    {
        var type = ($"{Default}.handler.type", "UpperCase.UpperCaseHandler, UpperCase");
        Assert.Contains("no assembly UpperCase lies beside the server; path = the DLL, or the folder that holds it, says where it is", TestSettings.ErrorOf("", type), StringComparison.Ordinal);
        Assert.EndsWith("; is the key pth meant to be path?", TestSettings.ErrorOf("", type, ($"{Default}.handler.pth", "bin")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_handler_is_refused() =>
        Assert.Contains("is not a handler", TestSettings.ErrorOf("", ($"{Default}.handler.type", typeof(SettingsParserTests).AssemblyQualifiedName!)), StringComparison.Ordinal);

    [Fact]
    public void An_application_is_a_handler_of_its_services_own_worker_and_of_no_other()
    {
        const string Type = $"{Default}.handler.type";
        Assert.Contains("isolation = process, and actor-server.backends.process.executable = the application", TestSettings.ErrorOf("", (Type, "aspnetcore"), ($"{Default}.isolation", "process")), StringComparison.Ordinal);
        var handler = TestSettings.Of("", (Type, "aspnetcore"), ($"{Default}.isolation", "process"), ("actor-server.backends.process.executable", "/bin/true")).Services.Single().Handler;
        Assert.Equal(("aspnetcore", "ActorServer.AspNetCore.Application, ActorServer.AspNetCore", null), (handler.Name, handler.TypeName, handler.Loaded));
    }

    [Fact]
    public void Every_handler_of_the_catalogue_can_be_loaded() =>
        Assert.All(HandlerCatalogue.BuiltIn, handler => Assert.True(HandlerLoader.Load(handler.TypeName, null).Type.IsPublic));

    [Fact]
    public void What_check_prints_is_a_profile_that_means_the_same() =>
        Gen.Select(Gen.Int[1, 5000], Gen.Int[0, 65535], Gen.OneOf("inline", "event", "thread", "process"), Gen.Int[0, 90]).Sample((max, port, isolation, drain) =>
        {
            var sets = TestSettings.Sets(
                ($"{Default}.limits.max-connections", $"{max}"), ($"{Default}.listen.port", $"{port}"), ($"{Default}.isolation", isolation),
                ("actor-server.shutdown.drain-timeout", $"{drain}s"), ($"{Default}.listen.host", "::1"));
            var printed = SettingsParser.Render(TestSettings.Profile(""), sets);
            var (first, again) = (SettingsParser.Parse(TestSettings.Profile(""), sets), SettingsParser.Parse(TestSettings.Profile(printed), []));
            Assert.Equal(first.Services[0].Limits, again.Services[0].Limits);
            Assert.Equal(first.Services[0].Listen, again.Services[0].Listen);
            Assert.Equal(first.Services[0].Backend.Name, again.Services[0].Backend.Name);
            Assert.Equal(first.DrainTimeout, again.DrainTimeout);
        }, iter: 50);

    [Fact]
    public void Whatever_stands_in_a_profile_there_are_settings_or_one_clear_line() =>
        Gen.OneOf(Gen.String, Gen.OneOf("actor-server", "actor-server {", "actor-server = 1", "a = ${b}", "include \"x\"", "actor-server { services = 5 }", "actor-server.services { default = 1 }", "actor-server { backends { x = 1 } }", "{", "}", "[1]", "\"", "=")).Sample(text =>
        {
            try
            {
                Assert.NotEmpty(TestSettings.Of(text).Services);
            }
            catch (ConfigurationError error)
            {
                Assert.DoesNotContain('\n', error.Message);
            }
        });

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}

[MayBlock]
public sealed class BlockingHandler : ActorHandler
{
    protected override void OnReceived(Akka.IO.ByteString data)
    {
    }
}

public sealed class ColouredHandler(Config settings) : ActorHandler, IValidatesSettings
{
    public static void Validate(Config settings)
    {
        if (settings.GetString("colour") != "red")
            throw new FormatException("colour must be red");
    }

    protected override void OnReceived(Akka.IO.ByteString data) => Print(settings.GetString("colour"));
}
