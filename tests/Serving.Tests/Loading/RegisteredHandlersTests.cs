using ActorServer.Serving.Loading;


namespace ActorServer.Serving.Tests.Loading;

public sealed class RegisteredHandlersTests
{
    private static readonly string Name = ExampleHandlers.NameOf(typeof(Registered));

    public RegisteredHandlersTests() => RegisteredHandlers.Add(typeof(Registered));

    [Fact]
    public void A_registered_handler_is_found_whatever_its_path_says()
    {
        Assert.Same(typeof(Registered), HandlerLoader.Load(Name, null).Type);
        Assert.Same(typeof(Registered), HandlerLoader.Load(Name, "/nonexistent").Type);
    }

    [Fact]
    public void It_is_found_by_its_full_name_too() =>
        Assert.Same(typeof(Registered), RegisteredHandlers.Find(HandlerTypeName.Parse(typeof(Registered).AssemblyQualifiedName!)));

    [Fact]
    public void One_that_is_not_is_not() =>
        Assert.Null(RegisteredHandlers.Find(HandlerTypeName.Parse(ExampleHandlers.NameOf(typeof(ExampleHandlers.Plain)))));

    [Fact]
    public void They_can_be_named() => Assert.Contains(Name, RegisteredHandlers.Names, StringComparison.Ordinal);

    private sealed class Registered : ExampleHandlers.Plain;
}
