using ActorServer.Native.Processes;
using ActorServer.Server.Output;

namespace ActorServer.Server.Processes;

/// <summary>A process could not be started. The message is one line that names the file and the reason.</summary>
internal sealed class ChildStartException(string message, int error) : Exception(message)
{
    /// <summary>The errno.</summary>
    public int Error { get; } = error;

    /// <summary>Whether something is short that other processes have, and give back when they end.</summary>
    public bool IsShortage => Error is Posix.EMFILE or Posix.ENFILE or Posix.ENOMEM || Error == Posix.EAGAIN;

    /// <summary>Says why this start failed with this errno.</summary>
    public static ChildStartException Because(ChildProcessStart start, int error) =>
        new($"cannot start {QuotedText.Of(start.FileName, 1024)}: {Reason(start, error)}", error);

    private static string Reason(ChildProcessStart start, int error)
    {
        // The kernel reports a missing directory, a missing file and a missing interpreter by the same number.
        if (error is Posix.ENOENT or Posix.ENOTDIR && start.WorkingDirectory is { } directory && !Directory.Exists(directory))
            return $"the working directory {QuotedText.Of(directory, 1024)} does not exist";
        if (error == Posix.ENOENT && File.Exists(start.FileName))
            return "the interpreter or loader that it asks for does not exist";
        if (error == Posix.EACCES && Directory.Exists(start.FileName))
            return "it is a directory";
        return Describe(error);
    }

    private static string Describe(int error) => error switch
    {
        Posix.ENOENT => "no such file",
        Posix.EACCES => "permission denied (is it executable?)",
        Posix.ENOEXEC => "it is not in an executable format",
        Posix.E2BIG => "its arguments and environment are too long",
        Posix.EMFILE => "no more open files are left for it (ulimit -n)",
        Posix.ENFILE => "the system has too many open files",
        Posix.ENOMEM => "there is not enough memory",
        _ when error == Posix.EAGAIN => "no more processes and threads are left for it (pids.max, ulimit -u)",
        _ => Posix.DescribeError(error),
    };
}
