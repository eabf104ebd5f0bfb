using System.Reflection;
using ActorServer.Serving.Loading;
using ActorServer.Tests.Shared;

namespace ActorServer.Serving.Tests.Loading;

public sealed class SharedAssembliesTests : IDisposable
{
    private static readonly string Akka = typeof(global::Akka.Actor.ActorBase).Assembly.FullName!;

    private readonly string _folder = Directory.CreateTempSubdirectory("shared-assemblies-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_plugin_that_needs_no_more_than_there_is_has_no_more_than_no_such_type()
    {
        var message = MessageFor(new AssemblyName(Akka), new AssemblyName("ActorServer.Protocol, Version=0.0.1.0"), new AssemblyName("Nowhere, Version=3.0.0.0"));

        Assert.Equal("assembly Plugin has no type Some.Handler", message);
    }

    [Theory]
    [InlineData("Akka")]
    [InlineData("Akka.Remote")]
    [InlineData("ActorServer.Protocol")]
    [InlineData("Microsoft.Extensions.Logging.Abstractions")]
    public void One_that_needs_a_newer_shared_assembly_is_refused_in_one_line_with_both_versions(string name)
    {
        var had = Assembly.Load(name).GetName().Version;

        var message = MessageFor(new AssemblyName($"{name}, Version=99.0.0.0"));

        Assert.Contains($"Plugin.dll needs {name} 99.0.0.0, and the server, which shares it with handlers, has {had};", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void So_is_one_whose_library_does()
    {
        EmittedAssembly.Write(_folder, new AssemblyName("Library"), new AssemblyName("Akka, Version=99.0.0.0"));
        EmittedAssembly.Write(_folder, new AssemblyName("Between"), new AssemblyName("Library, Version=1.0.0.0"));

        Assert.Contains("Library.dll needs Akka 99.0.0.0", MessageFor(new AssemblyName(Akka), new AssemblyName("Between, Version=1.0.0.0")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_assembly_is_one_line_too()
    {
        var file = Path.Combine(_folder, "Plugin.dll");
        File.WriteAllText(file, "no assembly");

        Assert.StartsWith($"{file} cannot be loaded: ", Assert.Throws<HandlerLoadException>(() => HandlerLoader.CheckVersions("Some.Handler, Plugin", file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_does_not_look_again_at_what_the_server_has_taken()
    {
        var plugin = EmittedAssembly.Write(_folder, new AssemblyName("Plugin"), new AssemblyName("Akka, Version=99.0.0.0"));

        Assert.Equal("assembly Plugin has no type Some.Handler", Assert.Throws<HandlerLoadException>(() => HandlerLoader.Load("Some.Handler, Plugin", plugin)).Message);
    }

    [Theory]
    [InlineData("Akka", true)]
    [InlineData("Akka.Streams", true)]
    [InlineData("Akkadian", false)]
    [InlineData("actor-server", true)]
    [InlineData("Microsoft.Extensions.Options", true)]
    [InlineData("Microsoft.Extensions.Logging", false)]
    [InlineData("Newtonsoft.Json", false)]
    [InlineData("Google.Protobuf", false)]
    public void Only_the_contract_is_shared(string name, bool shared) => Assert.Equal(shared, SharedAssemblies.Contains(name));

    private string MessageFor(params AssemblyName[] references)
    {
        var plugin = EmittedAssembly.Write(_folder, new AssemblyName("Plugin"), references);
        return Assert.Throws<HandlerLoadException>(() =>
        {
            HandlerLoader.CheckVersions("Some.Handler, Plugin", plugin);
            HandlerLoader.Load("Some.Handler, Plugin", plugin);
        }).Message;
    }
}
