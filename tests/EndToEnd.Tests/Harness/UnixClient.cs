using System.Net.Sockets;
using System.Text;

namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>A client at a Unix socket. Every step ends in time or fails.</summary>
internal sealed class UnixClient : IDisposable
{
    private UnixClient(Socket socket) => Socket = socket;

    public Socket Socket { get; }

    public static async Task<UnixClient> ConnectAsync(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path)).WaitAsync(Deadlines.Step);
        return new UnixClient(socket);
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var deadline = new CancellationTokenSource(Deadlines.Step);
        while (bytes.Length > 0)
            bytes = bytes[await Socket.SendAsync(bytes, deadline.Token)..];
    }

    /// <summary>Closes the sending side; the answer may still come.</summary>
    public void EndSending() => Socket.Shutdown(SocketShutdown.Send);

    /// <summary>Reads one line, without its end.</summary>
    public async Task<string> ReadLineAsync()
    {
        var line = new List<byte>();
        var next = new byte[1];
        while (await ReadAsync(next) == 1 && next[0] != '\n')
            line.Add(next[0]);
        return Encoding.UTF8.GetString([.. line]);
    }

    /// <summary>Sends a line and reads the line that answers it.</summary>
    public async Task<string> AskAsync(string line)
    {
        await SendAsync(Encoding.UTF8.GetBytes(line + "\n"));
        return await ReadLineAsync();
    }

    /// <summary>Reads everything until the connection finishes in order.</summary>
    public async Task<byte[]> ReadToEndAsync()
    {
        using var all = new MemoryStream();
        var piece = new byte[16 * 1024];
        while (await ReadAsync(piece) is var read and > 0)
            all.Write(piece, 0, read);
        return all.ToArray();
    }

    /// <summary>Waits for the end of the connection, in order or not, whatever comes before it.</summary>
    public async Task EndAsync()
    {
        try
        {
            await ReadToEndAsync();
        }
        catch (SocketException failure)
        {
            Assert.Equal(SocketError.ConnectionReset, failure.SocketErrorCode);
        }
    }

    public void Dispose() => Socket.Dispose();

    private async Task<int> ReadAsync(Memory<byte> into)
    {
        using var deadline = new CancellationTokenSource(Deadlines.Step);
        return await Socket.ReceiveAsync(into, deadline.Token);
    }
}
