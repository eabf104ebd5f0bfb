using ActorServer.Serving.Loading;
using Akka.Configuration;

namespace ActorServer.Serving.Tests.Loading;

public sealed class HandlerSettingsTests
{
    [Fact]
    public void None_are_no_error_for_a_handler_that_takes_none() =>
        Assert.Null(HandlerSettings.FirstError(typeof(ExampleHandlers.Plain), HandlerSettings.Parse("")));

    [Fact]
    public void Some_are_an_error_for_a_handler_that_takes_none() =>
        Assert.Contains("Plain has no settings", HandlerSettings.FirstError(typeof(ExampleHandlers.Plain), HandlerSettings.Parse("a = 1")), StringComparison.Ordinal);

    [Theory]
    [InlineData("times = 3", null)]
    [InlineData("times = 0", "its settings are wrong: times = 0 is not allowed; from 1 on")]
    [InlineData("", "its settings are wrong: KeyNotFoundException: no times")]
    public void A_handler_that_takes_them_says_what_is_wrong(string settings, string? error) =>
        Assert.Equal(error, HandlerSettings.FirstError(typeof(Counted), HandlerSettings.Parse(settings)));

    private sealed class Counted : ExampleHandlers.Plain, IValidatesSettings
    {
        static void IValidatesSettings.Validate(Config settings)
        {
            if (!settings.HasPath("times"))
                throw new KeyNotFoundException("no times");
            if (settings.GetInt("times") == 0)
                throw new FormatException("times = 0 is not allowed;\nfrom 1 on");
        }
    }
}
