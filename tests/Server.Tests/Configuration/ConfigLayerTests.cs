using ActorServer.Server.Configuration;
using ActorServer.Server.Settings;
using CsCheck;

namespace ActorServer.Server.Tests.Configuration;

public class ConfigLayerTests
{
    // What HOCON is made of, so that slips are frequent.
    private static readonly Gen<string> AnyText =
        Gen.OneOf([.. "ab1.=:{}[]\"\\ \n\t#,+$?/*'\u2028é"]).Array[1, 24].Select(characters => new string(characters));

    [Fact]
    public void What_is_not_HOCON_is_named_with_its_source() =>
        Assert.Equal("test is not valid HOCON: line 1: { is not closed", Assert.Throws<ConfigurationError>(() => ConfigLayer.Parse("test", "/", "a {")).Message);

    [Fact]
    public void A_substitution_that_means_nothing_is_named_with_its_source_and_line() =>
        Assert.Equal(
            "test: line 2: ${NO_SUCH_VARIABLE} is not defined, neither here nor in the environment; ${?NO_SUCH_VARIABLE} may be undefined",
            Assert.Throws<ConfigurationError>(() => ConfigLayer.Parse("test", "/", "a = 1\nb = ${NO_SUCH_VARIABLE}")).Message);

    [Fact]
    public void What_is_included_is_named_by_errors_and_its_paths_are_relative_to_it()
    {
        var directory = Directory.CreateTempSubdirectory("layers").FullName;
        try
        {
            var included = Path.Combine(Directory.CreateDirectory(Path.Combine(directory, "parts")).FullName, "limits.conf");
            File.WriteAllText(included, "max-connections = 0");
            File.WriteAllText(Path.Combine(directory, "parts", "handler.conf"), "type = \"A.B, C\"\npath = bin");
            Assert.Contains(
                $"actor-server.services.default.limits.max-connections = 0 in {included} is not allowed",
                ErrorIn(directory, "actor-server.services.default.limits { include \"parts/limits.conf\" }"), StringComparison.Ordinal);
            Assert.Contains(
                $"there is no assembly at {directory}/parts/bin",
                ErrorIn(directory, "actor-server.services.default.handler { include required(\"parts/handler\") }"), StringComparison.Ordinal);
            File.WriteAllText(included, "max-conections = 1");
            Assert.Contains(
                $"unknown key actor-server.services.default.limits.max-conections = 1 in {included}",
                ErrorIn(directory, "actor-server.services.default.limits { include \"parts/limits.conf\" }"), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Theory]
    [InlineData("actor-server.services.default.handler = discard", "discard")]
    [InlineData("actor-server.service-defaults.handler = discard", "discard")]
    [InlineData("actor-server { service-defaults { handler = discard } }", "discard")]
    [InlineData("name = discard\nactor-server.services.default.handler = ${name}", "discard")]
    [InlineData("actor-server.services.default.handler = \"ActorServer.Handlers.DiscardHandler, ActorServer.Handlers\"", "ActorServer.Handlers.DiscardHandler, ActorServer.Handlers")]
    [InlineData("actor-server.services.default.handler { type = echo }\nactor-server.services.default.handler = discard", "discard")]
    public void A_handler_alone_is_short_for_its_type(string profile, string handler) =>
        Assert.Equal(handler, ConfigLayer.Parse("test", "/", profile).Tree.Find("actor-server")!.Children.Values.Single().Children.Select(child => child.Key == "handler" ? child.Value : child.Value.Find("handler")).Single()!.Find("type")!.Value);

    [Fact]
    public void A_handler_alone_does_not_hide_its_other_keys()
    {
        var tree = ConfigLayer.Parse("test", "/", "actor-server.services.default { handler = \"A.B, C\"\n handler.path = bin\n handler.colour = red }").Tree.Find("actor-server.services.default.handler")!;
        Assert.Equal(["A.B, C", "bin", "red"], tree.Children.Values.Select(child => child.Value));
    }

    [Fact]
    public void Any_text_is_either_read_or_refused_and_never_keeps_the_server_busy() =>
        AnyText.Sample(EndsInTime, iter: 3_000, threads: 1);

    private static string ErrorIn(string directory, string profile) =>
        Assert.Throws<ConfigurationError>(() => SettingsParser.Parse(ConfigLayer.Parse("test", directory, profile), [])).Message;

    // On a thread of its own: a parser that does not return could not be stopped.
    private static bool EndsInTime(string text)
    {
        var parsing = new Thread(() => ReadOrRefuse(text)) { IsBackground = true };
        parsing.Start();
        return parsing.Join(TimeSpan.FromSeconds(20));
    }

    private static void ReadOrRefuse(string text)
    {
        try
        {
            _ = ConfigLayer.Parse("test", "/", text).Tree.Render();
        }
        catch (ConfigurationError)
        {
            // Refused.
        }
    }
}
