using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;
using ActorServer.Serving.Loading;
using Akka.IO;

namespace ActorServer.Serving.Tests.Loading;

/// <summary>A handler's assembly that uses a library, which uses another one; some of them are not beside it.</summary>
public sealed class PluginReferencesTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("references").FullName;
    private readonly AssemblyLoadContext _compiler = new("compiler");

    public PluginReferencesTests()
    {
        var deep = Build("Deep.Library", typeof(object), typeof(int));
        var near = Build("Near.Library", typeof(object), deep);
        Build("Plugin", typeof(ActorHandler), near);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_plugin_that_has_what_it_needs_is_taken() => PluginReferences.Check(Load());

    [Fact]
    public void What_its_own_assembly_uses_must_be_there()
    {
        Remove("Near.Library");
        var failure = Assert.Throws<HandlerLoadException>(() => PluginReferences.Check(Load()));
        Assert.StartsWith($"{_directory}/Plugin.dll cannot be used: Near.Library, which Plugin needs, is not beside it; set <EnableDynamicLoading>true</EnableDynamicLoading>", failure.Message, StringComparison.Ordinal);
        Assert.True(failure.ConcernsPath);
    }

    [Fact]
    public void What_a_library_refers_to_need_not_be_there_unless_the_build_has_listed_it()
    {
        Remove("Deep.Library");
        PluginReferences.Check(Load());
        File.WriteAllText(Path.Combine(_directory, "Plugin.deps.json"), "not what it should be");
        PluginReferences.Check(Load());
    }

    [Fact]
    public void What_the_build_has_listed_must_be_there()
    {
        Remove("Deep.Library");
        var type = Load();
        File.WriteAllText(Path.Combine(_directory, "Plugin.deps.json"), """{ "targets": { ".NETCoreApp,Version=v10.0": { "Deep/1.0.0": { "runtime": { "lib/net10.0/Deep.Library.dll": {} } }, "None/1.0.0": {} } } }""");
        Assert.Contains("Deep.Library, which Near.Library needs, is not beside it", Assert.Throws<HandlerLoadException>(() => PluginReferences.Check(type)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_handler_beside_the_server_is_not_looked_at() => PluginReferences.Check(typeof(ExampleHandlers.Plain));

    private Type Load() => HandlerLoader.Load("Made.Plugin, Plugin", _directory).Type;

    private void Remove(string assembly) => File.Delete(Path.Combine(_directory, assembly + ".dll"));

    /// <summary>An assembly with one class that has a field of a type; that type's assembly is then what it refers to.</summary>
    private Type Build(string name, Type parent, Type used)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(name), typeof(object).Assembly);
        var type = assembly.DefineDynamicModule(name).DefineType($"Made.{name}", TypeAttributes.Public | TypeAttributes.Class, parent);
        type.DefineField("used", used, FieldAttributes.Public);
        type.DefineDefaultConstructor(MethodAttributes.Public);
        if (parent == typeof(ActorHandler))
        {
            var received = type.DefineMethod("OnReceived", MethodAttributes.Family | MethodAttributes.Virtual | MethodAttributes.HideBySig, typeof(void), [typeof(ByteString)]);
            received.GetILGenerator().Emit(OpCodes.Ret);
        }

        type.CreateType();
        var file = Path.Combine(_directory, name + ".dll");
        assembly.Save(file);
        using var image = new MemoryStream(File.ReadAllBytes(file));
        return _compiler.LoadFromStream(image).GetType($"Made.{name}", throwOnError: true)!;
    }
}
