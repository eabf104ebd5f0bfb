using ActorServer.Native.Calls;
using ActorServer.Native.Processes;
using ActorServer.Server.Output;

namespace ActorServer.Server.Processes;

/// <summary>A process could not be started. The message is one line that names the file and the reason.</summary>
internal sealed class ChildStartException(string message, int error) : Exception(message)
{
    /// <summary>The errno.</summary>
    public int Error { get; } = error;

    /// <summary>Whether something is short that other processes have, and give back when they end.</summary>
    public bool IsShortage => Error is Errno.EMFILE or Errno.ENFILE or Errno.ENOMEM || Error == Errno.EAGAIN;

    /// <summary>Says why this start failed with this errno.</summary>
    public static ChildStartException Because(ChildProcessStart start, int error) =>
        new($"cannot start {QuotedText.Of(start.FileName, 1024)}: {Reason(start, error)}", error);

    private static string Reason(ChildProcessStart start, int error)
    {
        // The kernel reports a missing directory, a missing file and a missing interpreter by the same number.
        if (error is Errno.ENOENT or Errno.ENOTDIR && start.WorkingDirectory is { } directory && !Directory.Exists(directory))
            return $"the working directory {QuotedText.Of(directory, 1024)} does not exist";
        if (error == Errno.ENOENT && File.Exists(start.FileName))
            return "the interpreter or loader that it asks for does not exist";
        if (error == Errno.EACCES && Directory.Exists(start.FileName))
            return "it is a directory";
        return Describe(error);
    }

    private static string Describe(int error) => error switch
    {
        Errno.ENOENT => "no such file",
        Errno.EACCES => "permission denied (is it executable?)",
        Errno.ENOEXEC => "it is not in an executable format",
        Errno.E2BIG => "its arguments and environment are too long",
        Errno.EMFILE => "no more open files are left for it (ulimit -n)",
        Errno.ENFILE => "the system has too many open files",
        Errno.ENOMEM => "there is not enough memory",
        _ when error == Errno.EAGAIN => "no more processes and threads are left for it (pids.max, ulimit -u)",
        _ => Errno.Describe(error),
    };
}
