using ActorServer.Server.Workers;

namespace ActorServer.Server.Tests.Workers;

public sealed class OwnProgramTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_process_is_started_as_it_was_started_itself() =>
        Assert.Equal(("/opt/app/App", ""), Find("App", entry: "App", process: "/opt/app/App"));

    [Fact]
    public void One_that_dotnet_runs_is_run_by_it_again() =>
        Assert.Equal(("/usr/bin/dotnet", Path.Combine(_directory, "App.dll")), Find("App", entry: "App", process: "/usr/bin/dotnet"));

    [Fact]
    public void A_name_that_only_names_the_application_changes_nothing() =>
        Assert.Equal(("/opt/app/App", ""), Find("Our orders", entry: "App", process: "/opt/app/App"));

    [Fact]
    public void In_a_test_host_it_is_the_program_that_lies_beside_it()
    {
        File.WriteAllText(Path.Combine(_directory, "App.dll"), "");
        Assert.Equal(("/usr/bin/dotnet", Path.Combine(_directory, "App.dll")), Find("App", entry: "testhost", process: "/usr/bin/dotnet"));

        var program = Path.Combine(_directory, "App");
        File.WriteAllText(program, "");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Equal((program, ""), Find("App", entry: "testhost", process: "/usr/bin/dotnet"));
    }

    private (string Path, string Arguments) Find(string application, string entry, string process)
    {
        var found = OwnProgram.Find(application, _directory, entry, process);
        Assert.Equal("self", found.Kind);
        return (found.Path, string.Join(' ', found.Arguments));
    }
}
