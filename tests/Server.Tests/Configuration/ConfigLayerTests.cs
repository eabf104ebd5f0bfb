using ActorServer.Server.Configuration;
using CsCheck;

namespace ActorServer.Server.Tests.Configuration;

public class ConfigLayerTests
{
    // What HOCON is made of, so that slips are frequent.
    private static readonly Gen<string> AnyText =
        Gen.OneOfConst([.. "ab1.=:{}[]\"\\ \n\t#,+$?/*'\u2028é"]).Array[1, 24].Select(characters => new string(characters));

    [Fact]
    public void What_is_not_HOCON_is_named_with_its_source() =>
        Assert.Equal("test is not valid HOCON: line 1: { is not closed", Assert.Throws<ConfigurationError>(() => ConfigLayer.Parse("test", "/", "a {")).Message);

    [Fact]
    public void Any_text_is_either_read_or_refused_and_never_keeps_the_server_busy() =>
        AnyText.Sample(EndsInTime, iter: 3_000, threads: 1);

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
