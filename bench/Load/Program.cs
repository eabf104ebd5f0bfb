using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

// Drives an echo server on loopback and prints one figure.
//   Load connections PORT CLIENTS AT_ONCE   clients a second over the last thousand, each a new connection with one answer
//   Load first PORT CLIENTS PAUSE_MS        median milliseconds from connect to the first answered byte, one after the other
//   Load bulk PORT MEGABYTES                megabytes a second through one connection
var port = int.Parse(args[1], CultureInfo.InvariantCulture);
var amount = int.Parse(args[2], CultureInfo.InvariantCulture);
var figure = args[0] switch
{
    "connections" => Connections(amount, int.Parse(args[3], CultureInfo.InvariantCulture)),
    "first" => First(amount, int.Parse(args[3], CultureInfo.InvariantCulture)),
    "bulk" => Bulk(amount),
    var other => throw new ArgumentException($"{other} is not connections, first or bulk"),
};
Console.WriteLine(figure.ToString("0.0", CultureInfo.InvariantCulture));

double Connections(int clients, int atOnce)
{
    var ends = new long[clients];
    var next = -1;
    var threads = Enumerable.Range(0, atOnce).Select(_ => new Thread(() =>
    {
        for (var i = Interlocked.Increment(ref next); i < clients; i = Interlocked.Increment(ref next))
        {
            Ask();
            ends[i] = Stopwatch.GetTimestamp();
        }
    })).ToList();
    threads.ForEach(thread => thread.Start());
    threads.ForEach(thread => thread.Join());
    Array.Sort(ends);
    var last = Math.Min(1000, clients - 1);
    return last / Stopwatch.GetElapsedTime(ends[clients - 1 - last], ends[clients - 1]).TotalSeconds;
}

double First(int clients, int pause)
{
    var times = new List<double>();
    for (var i = 0; i < clients; i++)
    {
        var begun = Stopwatch.GetTimestamp();
        Ask();
        times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        Thread.Sleep(pause);
    }

    times.Sort();
    return times[times.Count / 2];
}

double Bulk(int megabytes)
{
    using var client = Connect();
    var piece = new byte[64 * 1024];
    var writer = new Thread(() =>
    {
        for (var sent = 0L; sent < megabytes * 1_000_000L; sent += piece.Length)
            client.Send(piece);
        client.Shutdown(SocketShutdown.Send);
    });
    var begun = Stopwatch.GetTimestamp();
    writer.Start();
    var received = 0L;
    var buffer = new byte[256 * 1024];
    while (client.Receive(buffer) is var count and > 0)
        received += count;
    writer.Join();
    return received >= megabytes * 1_000_000L
        ? received / 1e6 / Stopwatch.GetElapsedTime(begun).TotalSeconds
        : throw new IOException($"{received} bytes came back");
}

void Ask()
{
    using var client = Connect();
    client.Send("hello\n"u8);
    Span<byte> answer = stackalloc byte[6];
    for (var received = 0; received < 6;)
        received += client.Receive(answer[received..]) is var count and > 0 ? count : throw new IOException("no answer");
}

Socket Connect()
{
    var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 60_000 };
    client.Connect(new IPEndPoint(IPAddress.Loopback, port));
    return client;
}
