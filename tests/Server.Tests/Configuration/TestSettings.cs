using ActorServer.Server.Accepting;
using ActorServer.Server.Configuration;
using ActorServer.Server.Settings;


namespace ActorServer.Server.Tests.Configuration;

/// <summary>Settings made of a profile's text and of overrides.</summary>
internal static class TestSettings
{
    public const string ProfileName = "/etc/test.conf";

    public static ServerSettings Of(string profile, params (string Key, string Value)[] sets) => SettingsParser.Parse(Profile(profile), Sets(sets));

    public static ConfigLayer Profile(string text) => ConfigLayer.Parse(ProfileName, "/etc", text);

    public static IReadOnlyList<ConfigLayer> Sets(params (string Key, string Value)[] sets) =>
        [.. sets.Select(set => ConfigLayer.Of($"--set {set.Key}={set.Value}", set.Key, set.Value))];

    public static string ErrorOf(string profile, params (string Key, string Value)[] sets)
    {
        var error = Assert.Throws<ConfigurationError>(() => Of(profile, sets)).Message;
        Assert.DoesNotContain('\n', error);
        return error;
    }

    /// <summary>The one address, over TCP, of a service that has no other.</summary>
    public static ListenAddress.Internet Only(this ListenSettings listen) => Assert.IsType<ListenAddress.Internet>(Assert.Single(listen.Addresses));
}
