using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>A client on a real socket. Every step ends in time or fails.</summary>
internal sealed class Client : IDisposable
{
    private const int ProtocolTcp = 6;
    private const int OptionTcpLinger2 = 8;

    private readonly Socket _socket;
    private readonly bool _resetAtOnce;

    private Client(Socket socket, int port, bool resetAtOnce = false)
    {
        _socket = socket;
        _resetAtOnce = resetAtOnce;
        Port = port;
        Address = resetAtOnce ? "" : socket.LocalEndPoint!.ToString()!;
    }

    /// <summary>
    /// Its own address, by which the server's records name it. Clients of different services may have the same one, one after the other or
    /// at once: to TCP a connection is both its ends (RFC 9293, section 3.4).
    /// </summary>
    public string Address { get; }

    /// <summary>The port of the service to which it is connected.</summary>
    public int Port { get; }

    /// <summary>Bytes that have arrived and have not been read.</summary>
    public int Available => _socket.Available;

    /// <summary>Connects. A client that is reset so soon that the connect already tells of it counts as connected and reset.</summary>
    /// <param name="port">The service's port.</param>
    /// <param name="ownPort">Its own port, which clients that name it can share; 0 is any. By default the system chooses it for this client.</param>
    /// <param name="at">The server's address, and the client's own; by default <c>127.0.0.1</c>.</param>
    /// <param name="from">The client's own address where it is another one.</param>
    /// <param name="by">Its socket, where it is one of another network.</param>
    public static async Task<Client> ConnectAsync(int port, int? ownPort = null, IPAddress? at = null, IPAddress? from = null, Socket? by = null)
    {
        var address = at ?? IPAddress.Loopback;
        var socket = by ?? new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // On Unix .NET binds with SO_REUSEADDR.
            if (ownPort is not null || from is not null)
                socket.Bind(new IPEndPoint(from ?? address, ownPort ?? 0));
            await socket.ConnectAsync(new IPEndPoint(address, port)).WaitAsync(Deadlines.Step);
            return new Client(socket, port);
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.ConnectionReset)
        {
            return new Client(socket, port, resetAtOnce: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var deadline = new CancellationTokenSource(Deadlines.Step);
        while (bytes.Length > 0)
            bytes = bytes[await _socket.SendAsync(bytes, deadline.Token)..];
    }

    /// <summary>The same, to somebody who may have had enough.</summary>
    public async Task TrySendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await SendAsync(bytes);
        }
        catch (SocketException failure) when (failure.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            // That is its answer.
        }
    }

    /// <summary>Sends what the connection takes until then; returns how much that was.</summary>
    public ValueTask<int> SendSomeAsync(ReadOnlyMemory<byte> bytes, CancellationToken until) => _socket.SendAsync(bytes, until);

    /// <summary>Closes the sending side; the answer may still come.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Reads what has come, at least one byte unless the connection has finished.</summary>
    public async Task<int> ReadAsync(Memory<byte> into)
    {
        using var deadline = new CancellationTokenSource(Deadlines.Step);
        return await _socket.ReceiveAsync(into, deadline.Token);
    }

    public async Task<byte[]> ReadExactlyAsync(int count)
    {
        var bytes = new byte[count];
        for (var at = 0; at < count;)
        {
            var read = await ReadAsync(bytes.AsMemory(at));
            Assert.True(read > 0, $"the connection has finished after {at} of {count} bytes");
            at += read;
        }

        return bytes;
    }

    /// <summary>Reads one line, without its end.</summary>
    public async Task<string> ReadLineAsync()
    {
        var line = new List<byte>();
        while (await ReadExactlyAsync(1) is [var next] && next != '\n')
            line.Add(next);
        return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
    }

    /// <summary>Sends a line and reads the line that answers it.</summary>
    public async Task<string> AskAsync(string line)
    {
        await SendAsync(line + "\n");
        return await ReadLineAsync();
    }

    /// <summary>The same; null where the connection ends instead.</summary>
    public async Task<string?> TryAskAsync(string line)
    {
        if (_resetAtOnce)
            return null;
        await TrySendAsync(Encoding.UTF8.GetBytes(line + "\n"));
        return await TryReadLineAsync();
    }

    /// <summary>Reads one line; null where the connection ends instead.</summary>
    public async Task<string?> TryReadLineAsync()
    {
        var line = new List<byte>();
        var next = new byte[1];
        try
        {
            while (!_resetAtOnce && await ReadAsync(next) > 0)
            {
                if (next[0] == '\n')
                    return Encoding.UTF8.GetString([.. line]);
                line.Add(next[0]);
            }
        }
        catch (SocketException failure) when (failure.SocketErrorCode is SocketError.ConnectionReset)
        {
            // An end too.
        }

        return null;
    }

    /// <summary>Reads everything until the connection finishes; a reset is a failure.</summary>
    public async Task<byte[]> ReadToEndAsync()
    {
        using var all = new MemoryStream();
        var piece = new byte[16 * 1024];
        while (await ReadAsync(piece) is var read and > 0)
            all.Write(piece, 0, read);
        return all.ToArray();
    }

    public async Task<string> ReadTextToEndAsync() => Encoding.UTF8.GetString(await ReadToEndAsync());

    /// <summary>Waits for the end of the connection, whatever comes before it.</summary>
    public async Task<ConnectionEnd> EndAsync()
    {
        if (_resetAtOnce)
            return ConnectionEnd.Reset;
        try
        {
            await ReadToEndAsync();
            return ConnectionEnd.Finished;
        }
        catch (SocketException failure) when (failure.SocketErrorCode is SocketError.ConnectionReset)
        {
            return ConnectionEnd.Reset;
        }
    }

    /// <summary>
    /// Closes as programs do: the server gets end-of-file. The system forgets the connection a second later instead of a minute
    /// (<c>TCP_LINGER2</c>, tcp(7)), and then answers a probe with a reset.
    /// </summary>
    public void CloseAndBeForgottenSoon()
    {
        _socket.SetRawSocketOption(ProtocolTcp, OptionTcpLinger2, BitConverter.GetBytes(1));
        _socket.Dispose();
    }

    /// <summary>Leaves without manners: the server gets a reset.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Dispose();
    }

    public void Dispose() => _socket.Dispose();
}
