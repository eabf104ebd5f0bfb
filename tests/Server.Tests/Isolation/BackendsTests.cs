using ActorServer.Server.Isolation;
using ActorServer.Server.Settings;

namespace ActorServer.Server.Tests.Isolation;

/// <summary>The table of backends.</summary>
public sealed class BackendsTests
{
    [Fact]
    public void Each_row_has_the_name_and_the_class_of_a_block_of_the_reference() => Assert.Equal(
        SettingsParser.Reference.Tree.Find("actor-server.backends")!.Children.Select(block => (block.Key, block.Value.Find("class")!.Value!)).Order(),
        Backends.BuiltIn.Select(kind => (kind.Name!, $"{kind.Class.FullName}, {kind.Class.Assembly.GetName().Name}")).Order());

    [Fact]
    public void Workers_prepare_their_handlers_themselves_and_the_server_prepares_all_others() => Assert.Equal(
        ["process"],
        Backends.BuiltIn.Where(kind => kind.Description.HandlersPrepare == PreparationPlace.Worker).Select(kind => kind.Name));

    [Theory]
    [InlineData(typeof(IsolationBackend))]
    [InlineData(typeof(LocalBackend))]
    [InlineData(typeof(string))]
    [InlineData(typeof(WantsMore))]
    public void What_cannot_be_a_backend_has_no_row(Type type) => Assert.Null(Backends.Of(type));

    [Fact]
    public void One_that_says_nothing_of_itself_needs_nothing_and_runs_any_handler_that_the_server_prepares()
    {
        var description = Backends.Of(typeof(Silent))!.Description;
        Assert.Equal(new BackendNeeds(), description.Needs(new BackendLoad(Akka.Configuration.Config.Empty, HandlerKind.Stream, 7)));
        Assert.Null(description.CannotRun(new HandlerToRun("any", typeof(StreamHandler), HandlerKind.Stream, "silent")));
        Assert.Equal(PreparationPlace.Server, description.HandlersPrepare);
    }

    public sealed class Silent(BackendContext context) : IsolationBackend
    {
        protected override void OnReceive(object message) => Unhandled(context);
    }

    public sealed class WantsMore(BackendContext context, string more) : IsolationBackend
    {
        protected override void OnReceive(object message) => Unhandled((context, more));
    }
}
