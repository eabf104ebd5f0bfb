using ActorServer.Handlers;
using ActorServer.Server.Settings;
using Akka.Configuration;

namespace ActorServer.Server.Tests.Configuration;

/// <summary>What a plugged-in backend says of itself is heard as what the table says of ours.</summary>
public sealed class PluggedBackendTests
{
    private const string Block = "actor-server.backends.own";

    [Fact]
    public void A_setting_that_it_does_not_allow_is_named_with_its_path_its_value_and_where_it_was_set()
    {
        Assert.Equal($"{Block}.most = 0 in /etc/test.conf is not allowed: a whole number from 1 on", ErrorOf("most = 0"));
        Assert.Equal($"{Block}.most = 0 in --set {Block}.most=0 is not allowed: a whole number from 1 on", ErrorOf("most = 2", ($"{Block}.most", "0")));
        Assert.Equal($"{Block}.least is missing; it must be set", ErrorOf("most = 13"));
    }

    [Fact]
    public void Its_settings_are_checked_also_where_no_service_uses_it() =>
        Assert.Contains($"{Block}.most = 0", ErrorOf("most = 0", ("actor-server.services.default.isolation", "thread")), StringComparison.Ordinal);

    [Fact]
    public void A_handler_that_it_cannot_run_is_an_error_of_the_service_that_says_so() => Assert.Equal(
        "actor-server.services.default.isolation = own in /etc/test.conf is not allowed: discard is not for own",
        ErrorOf("most = 1", ("actor-server.services.default.handler.type", "discard")));

    [Fact]
    public void What_it_needs_is_counted()
    {
        var settings = Of("most = 5");
        Assert.Equal(new ResourceNeeds(300 + 1024 + 64 + 5, 2000 + 50, 100 + 500), ResourceNeeds.Of(settings));
        Assert.Equal(3, ResourceNeeds.TasksOfClient(settings));
        Assert.Equal(100 + 1024, ResourceNeeds.Of(Of("most = 5", ("actor-server.services.default.handler.type", "stream-echo"))).Tasks);
    }

    [Fact]
    public void It_says_where_handlers_prepare() => Assert.Equal(PreparationPlace.Worker, Of("most = 1").Services[0].Backend.Kind.Description.HandlersPrepare);

    [Theory]
    [InlineData("most = 666", "its settings are wrong: InvalidOperationException: a fault of its own")]
    [InlineData("most = 667", "could not say what it needs: InvalidOperationException: a fault of its own")]
    [InlineData("most = few", "its settings are wrong: ")]
    public void A_fault_of_its_own_is_an_error_in_one_line(string settings, string error) => Assert.Contains(error, ErrorOf(settings), StringComparison.Ordinal);

    [Fact]
    public void One_that_cannot_describe_itself_is_an_error_of_its_class()
    {
        var error = TestSettings.ErrorOf($"{Block}.class = \"{typeof(Mute).AssemblyQualifiedName}\"");
        Assert.StartsWith($"{Block}.class = ", error, StringComparison.Ordinal);
        Assert.EndsWith("Mute could not describe itself: InvalidOperationException: no words", error, StringComparison.Ordinal);
    }

    private static string Profile(string settings) =>
        $$"""
        {{Block}} { class = "{{typeof(Own).AssemblyQualifiedName}}", {{settings}} }
        actor-server.services.default.isolation = own
        """;

    private static ServerSettings Of(string settings, params (string Key, string Value)[] sets) => TestSettings.Of(Profile(settings), sets);

    private static string ErrorOf(string settings, params (string Key, string Value)[] sets) => TestSettings.ErrorOf(Profile(settings), sets);

    public sealed class Own(BackendContext context) : IsolationBackend, IDescribesBackend
    {
        static BackendDescription IDescribesBackend.Description => new()
        {
            CheckSettings = Check,
            Needs = Count,
            CannotRun = handler => handler.Type == typeof(DiscardHandler) ? $"{handler.Name} is not for {handler.Isolation}" : null,
            HandlersPrepare = PreparationPlace.Worker,
        };

        protected override void OnReceive(object message) => Unhandled(context);

        private static WrongSetting? Check(Config block) => block.GetInt("most") switch
        {
            0 => new WrongSetting("most", "a whole number from 1 on"),
            13 => new WrongSetting("least", "anything"),
            666 => throw new InvalidOperationException("a fault of its own"),
            _ => null,
        };

        private static BackendNeeds Count(BackendLoad load) => load.Settings.GetInt("most") switch
        {
            667 => throw new InvalidOperationException("a fault of its own"),
            _ when load.Handler == HandlerKind.Stream => new BackendNeeds { Tasks = load.Clients },
            var most => new BackendNeeds { Descriptors = most, MemoryMaps = 10 * most, Tasks = 100 * most, TasksOfClient = 3 },
        };
    }

    public sealed class Mute(BackendContext context) : IsolationBackend, IDescribesBackend
    {
        public static BackendDescription Description => throw new InvalidOperationException("no words");

        protected override void OnReceive(object message) => Unhandled(context);
    }
}
