using System.Text;
using ActorServer.Server.Configuration;
using ActorServer.Server.Settings;
using ActorServer.Tests.Shared.Fuzzing;

namespace ActorServer.Server.Tests.Configuration;

/// <summary>
/// Whatever stands in a profile, there are settings or one line that says what is wrong; and what <c>check</c> prints of settings is
/// a profile that can be read and prints the same.
/// </summary>
public class SettingsFuzz
{
    // The reference and its defaults are merged for each.
    private const long Memory = 64 * 1024 * 1024;
    private const long MemoryForByte = 64 * 1024;

    [Fact]
    public void Any_text_is_a_profile_or_one_clear_error() => Fuzz.Run("settings", Check, Memory, MemoryForByte);

    private static void Check(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        if (Parse(text) is not { } profile)
            return;
        var printed = SettingsParser.Render(profile, []);
        Assert.Equal(printed, SettingsParser.Render(TestSettings.Profile(printed), []));
    }

    /// <summary>The profile; null where it is none.</summary>
    private static ConfigLayer? Parse(string text)
    {
        try
        {
            var profile = TestSettings.Profile(text);
            Assert.NotEmpty(SettingsParser.Parse(profile, []).Services);
            return profile;
        }
        catch (ConfigurationError error)
        {
            Assert.NotEmpty(error.Message);
            Assert.False(error.Message.AsSpan().ContainsAny('\n', '\r'), error.Message);
            return null;
        }
    }
}
