using ActorServer.Serving.Loading;
using CsCheck;

namespace ActorServer.Serving.Tests.Loading;

public sealed class HandlerLoaderTests : IDisposable
{
    private static readonly string Plain = ExampleHandlers.NameOf(typeof(ExampleHandlers.Plain));

    private readonly string _directory = Directory.CreateTempSubdirectory("handlers").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_handler_beside_the_executable_is_found_by_its_name() =>
        Assert.Equal(typeof(ExampleHandlers.Plain), HandlerLoader.Load(Plain, null).Type);

    [Fact]
    public void A_handler_may_take_its_settings() =>
        Assert.Equal(typeof(ExampleHandlers.Greeting), HandlerLoader.Load(ExampleHandlers.NameOf(typeof(ExampleHandlers.Greeting)), null).Type);

    [Fact]
    public void A_handler_elsewhere_is_found_by_its_file_or_its_folder_once()
    {
        var file = Path.Combine(AppContext.BaseDirectory, ExampleHandlers.Assembly + ".dll");
        var byFile = HandlerLoader.Load(Plain, file);
        Assert.Equal(typeof(ExampleHandlers.Plain).FullName, byFile.Type.FullName);
        Assert.Equal(HandlerKind.Actor, byFile.Kind);
        Assert.Same(byFile.Type, HandlerLoader.Load(Plain, AppContext.BaseDirectory).Type);
    }

    [Theory]
    [InlineData(typeof(ExampleHandlers.OtherActor), "is not a handler")]
    [InlineData(typeof(ExampleHandlers.Abstract), "is not a handler")]
    [InlineData(typeof(ExampleHandlers.Generic<>), "is not a handler")]
    [InlineData(typeof(ExampleHandlers), "is not a handler")]
    [InlineData(typeof(ExampleHandlers.MadeInSeveralWays), "has 2 public constructors and nothing says which one makes it")]
    [InlineData(typeof(ExampleHandlers.NotForEverybody), "needs a public constructor")]
    public void What_cannot_be_a_handler_is_refused_with_its_name(Type type, string why)
    {
        var message = MessageFor(ExampleHandlers.NameOf(type), null);
        Assert.Contains(type.FullName!, message, StringComparison.Ordinal);
        Assert.Contains(why, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("No.Such.Type, ActorServer.Serving.Tests", "assembly ActorServer.Serving.Tests has no type No.Such.Type")]
    [InlineData("No.Such.Type, No.Such.Assembly", "No.Such.Assembly")]
    [InlineData("Nothing", "'Nothing' is not of the form \"Namespace.Type, Assembly\"")]
    [InlineData("Nothing,", "is not of the form")]
    [InlineData(", ActorServer.Serving.Tests", "is not of the form")]
    [InlineData("", "is not of the form")]
    public void A_type_that_cannot_be_found_is_named(string name, string why) =>
        Assert.Contains(why, MessageFor(name, null), StringComparison.Ordinal);

    [Fact]
    public void A_path_where_nothing_is_is_named()
    {
        var missing = Path.Combine(_directory, "missing.dll");
        Assert.Equal($"there is no assembly at {missing}; what exists of it is {_directory}", MessageFor(Plain, missing));
        Assert.Equal($"there is no {ExampleHandlers.Assembly}.dll in {_directory}", MessageFor(Plain, _directory));
    }

    [Fact]
    public void A_folder_above_the_one_that_is_meant_is_answered_with_that_one()
    {
        var built = Directory.CreateDirectory(Path.Combine(_directory, "bin", "Release", "net10.0")).FullName;
        File.WriteAllText(Path.Combine(built, ExampleHandlers.Assembly + ".dll"), "");
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(_directory, "obj", "Release")).FullName, ExampleHandlers.Assembly + ".dll"), "");
        Assert.Equal($"there is no {ExampleHandlers.Assembly}.dll in {_directory}; there is one in {built}", MessageFor(Plain, _directory));
    }

    [Fact]
    public void An_assembly_that_is_nowhere_is_answered_with_the_path_that_is_missing() =>
        Assert.Equal("no assembly No.Such lies beside the server; path = the DLL, or the folder that holds it, says where it is", MessageFor("A.B, No.Such", null));

    [Fact]
    public void For_a_type_that_is_not_there_the_handlers_that_are_there_are_known()
    {
        var failure = Assert.Throws<HandlerLoadException>(() => HandlerLoader.Load($"No.Such, {ExampleHandlers.Assembly}", AppContext.BaseDirectory));
        Assert.Contains(typeof(ExampleHandlers.Plain).FullName, failure.Known);
        Assert.DoesNotContain(typeof(ExampleHandlers.Abstract).FullName, failure.Known);
        Assert.False(failure.ConcernsPath);
    }

    [Fact]
    public void A_file_that_is_no_assembly_is_named()
    {
        var file = Path.Combine(_directory, ExampleHandlers.Assembly + ".dll");
        File.WriteAllText(file, "not an assembly\nat all");
        Assert.StartsWith($"{file} cannot be loaded: ", MessageFor(Plain, file), StringComparison.Ordinal);
        Assert.StartsWith($"{file} cannot be loaded: ", MessageFor(Plain, _directory), StringComparison.Ordinal);
    }

    [Fact]
    public void An_assembly_at_a_path_that_has_no_such_type_is_named() =>
        Assert.Equal($"assembly {ExampleHandlers.Assembly} has no type No.Such", MessageFor($"No.Such, {ExampleHandlers.Assembly}", AppContext.BaseDirectory));

    [Fact]
    public void Whatever_the_name_the_answer_is_a_handler_or_one_line_that_says_why()
    {
        var letters = Gen.OneOf(Gen.Char, Gen.OneOf('[', ']', '*', '&', '`', ',', '\\', '+', '=', '"', '1', 'a', '.', ' ', '\0'));
        var part = letters.Array[0, 12].Select(array => new string(array));
        Gen.Select(part, Gen.OneOf(part, Gen.Const(ExampleHandlers.Assembly), part.Select(text => $"{ExampleHandlers.Assembly}, {text}")), Gen.Bool).Sample(
            (type, assembly, atPath) => MessageFor($"{type}, {assembly}", atPath ? Path.Combine(AppContext.BaseDirectory, ExampleHandlers.Assembly + ".dll") : null),
            iter: 2_000);
    }

    private static string MessageFor(string name, string? path)
    {
        var message = Assert.Throws<HandlerLoadException>(() => HandlerLoader.Load(name, path)).Message;
        return message;
    }
}
