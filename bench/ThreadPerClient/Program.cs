using System.Net;
using System.Net.Sockets;

// The peer: a plain blocking echo server with a thread for each client, as short as it can be.
using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
listener.Listen(4096);
Console.WriteLine($"listening: address={listener.LocalEndPoint}");
while (true)
{
    var client = listener.Accept();
    client.NoDelay = true;
    new Thread(() => Echo(client), 256 * 1024) { IsBackground = true }.Start();
}

static void Echo(Socket client)
{
    using (client)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (client.Receive(buffer) is var count and > 0)
                client.Send(buffer.AsSpan(0, count));
        }
        catch (SocketException)
        {
            // The client has reset.
        }
    }
}
