using System.Reflection;
using System.Runtime.InteropServices;
using ActorServer.Serving.Loading;
using ActorServer.Tests.Shared;

namespace ActorServer.Serving.Tests.Loading;

/// <summary>A folder with a plugin and what lies about it, without a file that says what belongs to the plugin.</summary>
public sealed class PluginFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("plugin-files-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_native_library_is_found_beside_the_plugin_or_in_the_folder_of_the_runtime()
    {
        var native = Path.Combine("runtimes", RuntimeInformation.RuntimeIdentifier, "native");
        var beside = Put("libbeside.so");
        var forThisSystem = Put(Path.Combine(native, "libthere.so"));
        var forAnother = Path.Combine("runtimes", "win-x64", "native", "other.dll");
        Put(forAnother);
        var files = Plugin();

        Assert.Equal(beside, files.FindNative("beside"));
        Assert.Equal(forThisSystem, files.FindNative("there"));
        Assert.Equal(forThisSystem, files.FindNative("libthere.so"));
        Assert.Null(files.FindNative("other"));
        Assert.Null(files.FindNative("libc"));
        Assert.Null(files.FindNative(beside));
    }

    [Fact]
    public void An_assembly_beside_it_is_the_plugins_own()
    {
        var own = EmittedAssembly.Write(_folder, new AssemblyName("Newtonsoft.Json, Version=9.0.0.0"));

        Assert.Equal(own, Plugin().FindOwn(new AssemblyName("Newtonsoft.Json, Version=9.0.0.0")));
    }

    [Fact]
    public void Of_what_belongs_to_the_runtime_the_plugin_has_its_own_only_if_it_is_newer()
    {
        EmittedAssembly.Write(_folder, new AssemblyName("System.Memory, Version=4.0.1.0"));
        var newer = EmittedAssembly.Write(_folder, new AssemblyName("System.Text.Json, Version=99.0.0.0"));
        var files = Plugin();

        Assert.Null(files.FindOwn(new AssemblyName("System.Memory, Version=4.0.1.0")));
        Assert.Equal(newer, files.FindOwn(new AssemblyName("System.Text.Json, Version=99.0.0.0")));
    }

    private PluginFiles Plugin() => new(EmittedAssembly.Write(_folder, new AssemblyName("Plugin")));

    private string Put(string path)
    {
        var file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "");
        return file;
    }
}
