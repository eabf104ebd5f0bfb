using ActorServer.Server.Settings;

namespace ActorServer.Server.Tests.Configuration;

public sealed class ProfilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hocon-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_profile_that_cannot_be_read_is_listed_and_hides_no_other()
    {
        File.WriteAllText(Path.Combine(_folder, "good.conf"), "# Serves.\nactor-server {}\n");
        // Its file is gone, which root cannot read either.
        File.CreateSymbolicLink(Path.Combine(_folder, "bad.conf"), Path.Combine(_folder, "gone"));
        Assert.Equal([("bad", "(cannot be read)"), ("good", "Serves.")], Profiles.AllIn(_folder));
        Assert.Equal(["bad", "good"], Profiles.NamesIn(_folder));
    }

    [Fact]
    public void A_folder_that_cannot_be_read_has_no_profiles()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        Assert.Empty(Profiles.AllIn(file));
        Assert.Empty(Profiles.AllIn(Path.Combine(_folder, "none")));
    }
}
