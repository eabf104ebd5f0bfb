namespace ActorServer.Admin.Tests.Doubles;

/// <summary>A folder for a test's files, with short paths, as a Unix socket's must be.</summary>
internal sealed class TestFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("adm-").FullName;

    public string this[string name] => Path.Combine(_path, name);

    public string Write(string name, string text, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        // Replaced as an editor does, so that nobody sees half of it.
        var next = this[name] + ".next";
        File.WriteAllText(next, text);
        File.SetUnixFileMode(next, mode);
        File.Move(next, this[name], overwrite: true);
        return this[name];
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
