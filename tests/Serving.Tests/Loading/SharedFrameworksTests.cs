using ActorServer.Serving.Loading;


namespace ActorServer.Serving.Tests.Loading;

/// <summary>The SDK, which the tests need anyhow, has ASP.NET Core beside the runtime.</summary>
public sealed class SharedFrameworksTests
{
    [Fact]
    public void An_assembly_of_a_framework_that_this_process_did_not_ask_for_is_found_in_the_runtimes_version()
    {
        var file = SharedFrameworks.Find("Microsoft.AspNetCore.Server.Kestrel.Core");

        Assert.True(File.Exists(file), $"found {file}");
        var version = Version.Parse(Path.GetFileName(Path.GetDirectoryName(file))!);
        Assert.Equal((Environment.Version.Major, Environment.Version.Minor), (version.Major, version.Minor));
    }

    [Fact]
    public void What_no_framework_has_is_not_found() => Assert.Null(SharedFrameworks.Find("No.Such.Assembly"));
}
