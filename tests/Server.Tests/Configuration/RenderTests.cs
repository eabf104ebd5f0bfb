using ActorServer.Server.Configuration;
using ActorServer.Server.Settings;
using CsCheck;

namespace ActorServer.Server.Tests.Configuration;

/// <summary>What <c>check</c> prints is a profile that gives the same settings again.</summary>
public class RenderTests
{
    // event refuses it.
    private const string MayBlock = "stream-chaos";

    private static readonly Gen<string> Durations = Gen.Select(Gen.Int[1, 500], Gen.OneOf("ms", "s", "m"), (number, unit) => $"{number}{unit}");
    private static readonly Gen<string> Counts = Gen.Int[1, 5_000].Select(number => $"{number}");

    private static readonly Gen<(string Key, string Value)[]> Overrides = Gen.OneOf(
        Of("service-defaults.limits.max-connections", Counts),
        Of("services.default.limits.max-waiting", Counts),
        Of("services.default.limits.idle-timeout", Durations),
        Of("services.default.limits.max-lifetime", Durations),
        Of("services.other.limits.queue-timeout", Durations),
        Of("services.other.listen.port", Gen.Int[0, 65535].Select(port => $"{port}")),
        Of("services.other.isolation", Gen.OneOf("inline", "event", "thread", "process")),
        Of("services.default.isolation", Gen.OneOf("inline", "event", "thread", "process")),
        Of("services.default.handler.type", Gen.OneOf(HandlerCatalogue.BuiltIn.Select(handler => handler.Name).Where(name => name != MayBlock).Append("ActorServer.Handlers.EchoHandler, ActorServer.Handlers").ToArray())),
        Of("services.default.listen.host", Gen.OneOf("::1", "0.0.0.0", "localhost", "fe80::1%eth0")),
        Of("backends.thread.stack-size", Gen.OneOf("64KiB", "1MiB", "131072")),
        Of("backends.thread.keep-alive-time", Gen.OneOf("0s", "200ms", "1m")),
        Of("backends.process.max-workers", Counts),
        Of("backends.process.kill-timeout", Durations),
        Of("backends.second.class", Gen.OneOf("process", "thread", "ActorServer.Server.Isolation.ProcessBackend, actor-server")),
        Of("shutdown.drain-timeout", Durations),
        Of("log.level", Gen.OneOf("trace", "debug", "error"))).Array[0, 8];

    [Fact]
    public void Whatever_is_overridden() => Overrides.Sample(
        overrides =>
        {
            // What comes first is overridden: without it the two would clash.
            var sets = TestSettings.Sets([.. overrides, .. overrides.Where(IsOfOther).Select(_ => ("actor-server.services.other.listen.port", "0")).Take(1)]);
            var before = SettingsParser.Parse(TestSettings.Profile(""), sets);
            var text = SettingsParser.Render(TestSettings.Profile(""), sets);
            var after = TestSettings.Of(text);
            Assert.Equal(before.Services.Select(Comparable).Order(StringComparer.Ordinal), after.Services.Select(Comparable).Order(StringComparer.Ordinal));
            Assert.Equal((before.DrainTimeout, before.LogLevel), (after.DrainTimeout, after.LogLevel));
            Assert.Equal(text, SettingsParser.Render(TestSettings.Profile(text), []));
        },
        iter: 200);

    [Fact]
    public void Where_the_profile_has_no_default_service()
    {
        var profile = TestSettings.Profile("actor-server.services { a { listen.port = 1 }\n b { handler { type = \"" + typeof(ColouredHandler).AssemblyQualifiedName + "\"\n colour = red } } }");
        var after = TestSettings.Of(SettingsParser.Render(profile, []));
        Assert.Equal(SettingsParser.Parse(profile, []).Services.Select(Comparable).Order(StringComparer.Ordinal), after.Services.Select(Comparable).Order(StringComparer.Ordinal));
        Assert.Equal(2, after.Services.Count);
    }

    private static bool IsOfOther((string Key, string Value) set) => set.Key.StartsWith("actor-server.services.other.", StringComparison.Ordinal);

    private static Gen<(string Key, string Value)> Of(string key, Gen<string> values) => values.Select(value => ($"actor-server.{key}", value));

    private static string Comparable(ServiceSettings service) =>
        $"{service.Name} {service.Listen} {service.Limits} {service.Handler} {service.Backend.Name} {service.Backend.Kind.Class} {ConfigTree.From(service.Backend.Config.Root).Render()}";
}
