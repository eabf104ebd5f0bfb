using System.Net.Sockets;

namespace ActorServer.Server.Arrival;

/// <summary>A socket that waits for input, and only until then. What it does it does on the thread of its <see cref="InputWatch"/>, at once.</summary>
/// <param name="socket">The socket, which belongs to this.</param>
/// <param name="deadline">Until when it waits.</param>
internal abstract class WatchedSocket(Socket socket, TimeSpan deadline)
{
    public Socket Socket => socket;

    public TimeSpan Deadline => deadline;

    /// <summary>There is input, its end or an error. True when it need not be waited for any longer.</summary>
    public abstract bool OnInput();

    /// <summary>The time is up. It is not waited for any longer.</summary>
    public abstract void OnOverdue();
}
