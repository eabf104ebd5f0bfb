using System.Globalization;
using System.Net.Sockets;
using ActorServer.Protocol.Remoting;

namespace ActorServer.Server.Hosting;

/// <summary>
/// The directory of the sockets that the server and its workers meet on: one for each server process, which only its user
/// can enter. Removed when the server ends; what a killed server left is removed by the next one.
/// </summary>
internal sealed class SocketDirectory : IDisposable
{
    private const string Prefix = "actor-server-";

    private readonly Lazy<string> _path = new(Create);

    /// <summary>The directory, which is made when it is first asked for.</summary>
    public string Path => _path.Value;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_path.IsValueCreated)
            Remove(_path.Value);
    }

    private static string Create()
    {
        var parent = System.IO.Path.GetTempPath();
        RemoveAbandoned(parent);
        var path = System.IO.Path.Combine(parent, $"{Prefix}{Environment.ProcessId}-{Guid.NewGuid():N}");
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private static void RemoveAbandoned(string parent)
    {
        foreach (var path in Directory.EnumerateDirectories(parent, Prefix + "*"))
        {
            var pid = System.IO.Path.GetFileName(path)[Prefix.Length..].Split('-')[0];
            if (int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out var owner) && !IsRunning(owner) && !IsServed(path))
                Remove(path);
        }
    }

    private static bool IsRunning(int pid) => Directory.Exists($"/proc/{pid}");

    // Its server may be in another container, with other process ids.
    private static bool IsServed(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(System.IO.Path.Combine(path, RemotingConfig.ServerHost + ".sock")));
            return true;
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException)
        {
            return false;
        }
    }

    private static void Remove(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Another user's, or gone meanwhile: not ours to mind.
        }
    }
}
