using System.Text;
using ActorServer.Serving.Services;
using ActorServer.TestKit.Tests.Doubles;
using Akka.Configuration;
using Akka.IO;
using Microsoft.Extensions.DependencyInjection;

namespace ActorServer.TestKit.Tests;

public class ConnectTests
{
    [Fact]
    public void A_handler_gets_its_settings_its_connection_and_is_prepared_once()
    {
        for (var i = 0; i < 2; i++)
        {
            using var client = TestClient.Connect<GreetingHandler>("greeting = hello", TestClient.DefaultConnection with { Id = "c-7" });
            client.Expect("hello c-7 prepared=1\n");
        }
    }

    [Fact]
    public void Wrong_settings_are_told_as_the_server_tells_them()
    {
        var wrong = Assert.Throws<ArgumentException>(() => TestClient.Connect<GreetingHandler>("greeting = \"\""));
        Assert.Contains("greeting: must not be empty", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("no settings of its own", Assert.Throws<ArgumentException>(() => TestClient.Connect<DialogueHandler>("a = 1")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("greeting {", "line 1: { is not closed")]
    [InlineData("greeting = hello\n}\nloud = on", "line 2: } closes nothing")]
    [InlineData("greeting = [?]", "line 1: ? in a list")]
    [InlineData("greeting = ${greeting}", "leads back to where it stands")]
    [InlineData("greeting = ${name}", "name")]
    public async Task Settings_that_are_not_HOCON_are_told_as_the_server_tells_them(string settings, string error)
    {
        // Not on the test's own thread: Akka's parser does not return from some of them.
        var connecting = Task.Run(() => TestClient.Connect<GreetingHandler>(settings));
        var wrong = await Assert.ThrowsAsync<ArgumentException>(() => connecting.WaitAsync(TimeSpan.FromSeconds(5)));
        Assert.Contains("the settings are not valid HOCON: ", wrong.Message, StringComparison.Ordinal);
        Assert.Contains(error, wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(" \n")]
    [InlineData("# none\n")]
    public void Settings_may_be_blank(string settings)
    {
        using var client = TestClient.Connect<DialogueHandler>(settings);
        client.ExpectNothing();
    }

    [Fact]
    public void A_handler_gets_services_from_the_test_and_they_are_disposed_with_its_connection()
    {
        var clock = new Clock();
        using (var client = TestClient.Connect<ClockHandler>("greeting = it is", services: services => services.AddSingleton(clock).AddScoped<Hand>()))
            client.Expect("it is noon\n");
        Assert.Equal(2, clock.Disposed);
    }

    [Fact]
    public void A_service_that_is_missing_is_told()
    {
        var missing = Assert.Throws<ArgumentException>(() => TestClient.Connect<ClockHandler>("greeting = x", services: services => services.AddScoped<Hand>()));
        Assert.Contains("no service for Clock (parameter clock)", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_a_handler_is_refused()
    {
        Assert.Contains("is not a handler", Assert.Throws<ArgumentException>(() => TestClient.Connect<string>()).Message, StringComparison.Ordinal);
        Assert.Contains("connect with a function", Assert.Throws<ArgumentException>(() => TestClient.Connect<NeedsAnArgument>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_handler_that_cannot_prepare_itself_may_when_it_is_connected_again()
    {
        var failed = Assert.Throws<ArgumentException>(() => TestClient.Connect<PreparesAtTheSecondTry>());
        Assert.Contains("could not prepare itself: InvalidDataException: not yet", failed.Message, StringComparison.Ordinal);
        using var client = TestClient.Connect<PreparesAtTheSecondTry>();
        client.ExpectNothing();
    }

    // By type alone: the kit's settings are for all tests of a process.
    [Fact]
    public void A_preparation_is_waited_for_no_longer_than_the_patience()
    {
        var failed = Assert.Throws<ArgumentException>(
            () => HandlerUnderTest.OfType(typeof(NeverPrepared), "", HandlerServices.None, TimeSpan.FromMilliseconds(10)));
        Assert.Contains("NeverPrepared did not prepare itself within 0.01 s (TestClient.PreparationPatience)", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_constructor_that_throws_is_a_failure_of_the_handler()
    {
        using var client = TestClient.Connect(() => new NeedsAnArgument(null));
        client.ExpectFailure("ArgumentNullException");
    }

    [Theory]
    [InlineData("said = [a]\nsaid += b")]
    [InlineData("name = a, said = [${name}, ${?NO_SUCH_NAME_IN_THE_ENVIRONMENT} b]")]
    [InlineData("first = [a], said = ${first} [b]")]
    public void A_handler_is_made_with_the_settings_that_were_checked(string settings)
    {
        using var client = TestClient.Connect<SaysItsSettings>(settings);
        client.Expect("a,b\n");
    }

    [Fact]
    public void A_setting_may_come_from_the_environment()
    {
        using var client = TestClient.Connect<SaysItsSettings>("said = [${PATH}]");
        client.Expect($"{Environment.GetEnvironmentVariable("PATH")}\n");
    }

    [Fact]
    public void Nothing_is_sent_after_the_sending_side_is_closed()
    {
        using var client = Dialogue.Connect(Kind.Actor);
        client.CloseSending();
        Assert.Throws<InvalidOperationException>(() => client.Send("more"));
    }

    private sealed class PreparesAtTheSecondTry : ActorHandler, IPrepares
    {
        private static int _tries;

        public static Task PrepareAsync(Config settings, CancellationToken cancellation) =>
            Interlocked.Increment(ref _tries) == 1 ? throw new InvalidDataException("not yet") : Task.CompletedTask;

        protected override void OnReceived(ByteString data)
        {
        }
    }

    private sealed class SaysItsSettings(Config settings) : ActorHandler, IValidatesSettings
    {
        public static void Validate(Config settings)
        {
        }

        protected override void OnConnected() => Write(Encoding.UTF8.GetBytes($"{string.Join(',', settings.GetStringList("said"))}\n"));

        protected override void OnReceived(ByteString data)
        {
        }
    }

    private sealed class NeverPrepared : ActorHandler, IPrepares
    {
        public static Task PrepareAsync(Config settings, CancellationToken cancellation) =>
            new TaskCompletionSource().Task;

        protected override void OnReceived(ByteString data)
        {
        }
    }

    private sealed class NeedsAnArgument : ActorHandler
    {
        public NeedsAnArgument(string? argument) => ArgumentNullException.ThrowIfNull(argument);

        protected override void OnReceived(ByteString data)
        {
        }
    }
}
