using System.Diagnostics;

namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>A pipe that is held open for reading and that nobody reads, until somebody does.</summary>
internal sealed class StalledPipe : IDisposable
{
    // What a pipe holds (pipe(7)).
    private const int Room = 64 * 1024;

    private readonly TemporaryDirectory _directory = new();

    public StalledPipe()
    {
        Path = System.IO.Path.Combine(_directory.Path, "pipe");
        using var make = Process.Start("mkfifo", [Path]);
        make.WaitForExit();
        Assert.Equal(0, make.ExitCode);
    }

    public string Path { get; }

    /// <summary>What a shell does so that this descriptor is the pipe. It is then its own reader, so that it never breaks.</summary>
    public string As(int descriptor) => $"exec {descriptor}<>{Path}";

    /// <summary>The same, with no room left in it.</summary>
    public string FullAs(int descriptor) => $"{As(descriptor)}; printf '%{Room}s' '' >&{descriptor}";

    /// <summary>Reads from now on, line by line.</summary>
    public OutputLines Read()
    {
        var lines = new OutputLines();
        _ = Task.Run(async () =>
        {
            using var reader = new StreamReader(new FileStream(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite));
            while (await reader.ReadLineAsync() is { } line)
                lines.Add(line.TrimStart(' '));
        });
        return lines;
    }

    public void Dispose() => _directory.Dispose();
}
