using System.Diagnostics;

namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>Another user of the machine, <c>nobody</c>, who tries to connect to a socket file. Only root can play somebody else.</summary>
internal static class OtherUser
{
    private const string Nobody = "65534";
    private static readonly string[] Tools = ["/usr/bin/setpriv", "/usr/bin/perl"];

    /// <summary>Why nobody else can be played here; null when one can.</summary>
    public static string? Obstacle =>
        !Environment.IsPrivilegedProcess ? "the tests do not run as root"
        : Tools.FirstOrDefault(tool => !File.Exists(tool)) is { } missing ? $"there is no {missing}"
        : null;

    /// <summary>The error number of connecting to the socket file as somebody else; 0 when it succeeds.</summary>
    public static Task<int> ConnectAsync(string path) =>
        RunAsync(Tools[0], [$"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", .. ProbeOf(path)]);

    /// <summary>The same as this user.</summary>
    public static Task<int> ConnectAsOneselfAsync(string path) => RunAsync(Tools[1], ProbeOf(path)[1..]);

    private static string[] ProbeOf(string path) =>
        [Tools[1], "-MSocket", "-e", "socket(S, PF_UNIX, SOCK_STREAM, 0) or exit 255; connect(S, sockaddr_un($ARGV[0])) or exit 0 + $!; exit 0", path];

    private static async Task<int> RunAsync(string program, string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync().WaitAsync(Deadlines.Step);
        return process.ExitCode;
    }
}
