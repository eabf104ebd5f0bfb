using System.Reflection;
using System.Text.Json;
using ActorServer.EndToEnd.Tests.Harness;
using ActorServer.Tests.Shared;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>The libraries that a plugged-in handler brings along: native ones, and other versions than the server's.</summary>
public sealed class LibrariesTests(ITestOutputHelper output) : ServerTest(output)
{
    [Theory]
    [InlineData("thread", "")]
    [InlineData("process", "SqliteConsole.dll")]
    public async Task A_native_library_is_found_whether_the_path_is_the_folder_or_the_dll(string profile, string file)
    {
        var server = await StartProfileAsync(ServingSql(profile, Path.Combine(BuiltOutput.SqliteConsole, file)), services: 1);
        var client = await ConnectAsync(server);

        Assert.Equal("5\tfive", await client.AskAsync("select 2 + 3, 'five'"));
        Assert.Equal("", await client.ReadLineAsync());
        Assert.Contains("no such table: t", await client.AskAsync("select * from t"), StringComparison.Ordinal);
        Assert.Equal("", await client.ReadLineAsync());
        client.EndSending();
        Assert.Equal(ConnectionEnd.Finished, await client.EndAsync());
        Assert.Equal("peer-closed", (await server.ClosingRecordAsync(client)).Reason);
    }

    [Fact]
    public async Task A_native_library_is_found_also_where_nothing_says_what_belongs_to_the_handler()
    {
        var folder = NewTemporaryDirectory().Path;
        foreach (var file in Directory.EnumerateFiles(BuiltOutput.SqliteConsole, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".deps.json", StringComparison.Ordinal)))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(BuiltOutput.SqliteConsole, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var client = await ConnectAsync(await StartProfileAsync(ServingSql("thread", folder), services: 1));

        Assert.Equal("42", await client.AskAsync("select 6 * 7"));
    }

    [Theory]
    [InlineData("thread")]
    [InlineData("process")]
    public async Task A_handler_has_the_versions_that_it_brings_whatever_the_server_has(string profile)
    {
        var hocon = ProfileFile.WithHandler(profile, BuiltOutput.PluginType("LibrariesHandler"), BuiltOutput.Plugin);
        var client = await ConnectAsync(await StartProfileAsync(hocon, services: 1));

        Assert.Equal("Newtonsoft.Json 13.0.4, Google.Protobuf 3.36.2", await client.ReadLineAsync());
    }

    [Theory]
    [InlineData("Microsoft.Extensions.Logging.Abstractions")]
    [InlineData("Akka")]
    public async Task A_handler_that_needs_a_newer_version_of_what_it_shares_is_an_error_that_names_both(string library)
    {
        var plugin = EmittedAssembly.Write(NewTemporaryDirectory().Path, new AssemblyName("FromTheFuture"), new AssemblyName($"{library}, Version=99.1.0.0"));
        var profile = Keep(new ProfileFile(ProfileFile.WithHandler("process", "FromTheFuture.Handler, FromTheFuture", plugin)));

        var run = await ServerRun.ToEndAsync(Deadlines.Start, ["check", "--profile", profile.Path]);

        Assert.True(run.ExitCode == 2, run.ToString());
        Assert.Matches($@"handler\.path .*{library} 99\.1\.0\.0, .* has \d+\.\d+", Assert.Single(run.Errors));
    }

    [Theory]
    [InlineData("Microsoft.Extensions.Configuration.Abstractions")]
    [InlineData("Microsoft.Extensions.DependencyInjection.Abstractions")]
    [InlineData("Microsoft.Extensions.Logging.Abstractions")]
    [InlineData("Microsoft.Extensions.Options")]
    [InlineData("Microsoft.Extensions.Primitives")]
    public void A_managed_worker_has_what_is_shared_as_the_server_has_it_whatever_frameworks_are_installed(string library) =>
        Assert.Equal(Listed("actor-server", library), Listed("remote-worker", library));

    private static string Listed(string program, string library)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(BuiltOutput.Server)!, $"{program}.deps.json")));
        var listed = json.RootElement.GetProperty("targets").EnumerateObject().SelectMany(target => target.Value.EnumerateObject());
        return Assert.Single(listed, one => one.Name.StartsWith($"{library}/", StringComparison.Ordinal)).Value.GetProperty("runtime").ToString();
    }

    private static string ServingSql(string profile, string path) => ProfileFile.WithHandler(profile, "SqliteConsole.SqliteHandler, SqliteConsole", path);
}
