namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>A worker's executable that starts the real one, or ends at once while it is broken.</summary>
internal sealed class BreakableWorker : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly string _broken;

    public BreakableWorker()
    {
        Path = System.IO.Path.Combine(_directory.Path, "worker");
        _broken = System.IO.Path.Combine(_directory.Path, "broken");
        var real = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(BuiltOutput.Server)!, "remote-worker");
        File.WriteAllText(Path, $"#!/bin/sh\n[ ! -e '{_broken}' ] || {{ echo broken today >&2; exit 3; }}\nexec '{real}'\n");
        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    public string Path { get; }

    public void Break() => File.WriteAllText(_broken, "");

    public void Mend() => File.Delete(_broken);

    /// <summary>Takes the executable away.</summary>
    public void Remove() => File.Move(Path, Path + ".away");

    public void PutBack() => File.Move(Path + ".away", Path);

    public void Dispose() => _directory.Dispose();
}
