namespace ActorServer.UnixSocket.Tests;

/// <summary>What the kernel knows of a socket file. Linux.</summary>
internal static class UnixSockets
{
    private const string Connected = " 03 ";

    /// <summary>How many accepted connections there are to it: they bear the name of the socket that accepted them.</summary>
    public static int AcceptedAt(string file) =>
        File.ReadLines("/proc/net/unix").Count(line => line.EndsWith(' ' + file, StringComparison.Ordinal) && line.Contains(Connected, StringComparison.Ordinal));
}
