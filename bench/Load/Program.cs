using System.Buffers.Binary;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

// Drives an echo server and prints one figure, or two. PORT is one of loopback, or ADDRESS:PORT.
//   Load connections PORT CLIENTS AT_ONCE [LAST]   clients a second over the last LAST (1000), each a new connection with one answer
//   Load first PORT CLIENTS PAUSE_MS [PERCENT]     median milliseconds from connect to the first answered byte, one after the other,
//                                                  or what PERCENT of the clients do not exceed
//   Load bulk PORT MEGABYTES                       megabytes a second through one connection
//   Load handshakes PORT CLIENTS AT_ONCE LAST      what "connections" measures, each client with a full handshake of TLS 1.3
//   Load bulk-tls PORT MEGABYTES                   what "bulk" measures, over TLS 1.3, the handshake left out
//   Load idle PORT CLIENTS NEW                     connects CLIENTS that each get one answer and then idle until standard input
//                                                  ends; meanwhile median and largest of what "first" measures, of NEW clients
var server = args[1].Contains(':', StringComparison.Ordinal) ? IPEndPoint.Parse(args[1]) : new IPEndPoint(IPAddress.Loopback, Number(1));
var amount = Number(2);
switch (args[0])
{
    case "connections":
        Print(Connections(amount, atOnce: Number(3), last: args.Length > 4 ? Number(4) : 1000, i => Ask(i).Dispose()));
        break;
    case "handshakes":
        Print(Connections(amount, atOnce: Number(3), last: Number(4), AskOverTls));
        break;
    case "first":
        Print(Quantile(First(amount, pause: Number(3)), args.Length > 4 ? Number(4) : 50));
        break;
    case "bulk":
        Print(Bulk(amount));
        break;
    case "bulk-tls":
        Print(BulkOverTls(amount));
        break;
    case "idle":
        Idle(amount, newcomers: Number(3));
        break;
    default:
        throw new ArgumentException($"{args[0]} is not connections, handshakes, first, bulk, bulk-tls or idle");
}

int Number(int argument) => int.Parse(args[argument], CultureInfo.InvariantCulture);

static void Print(params double[] figures) =>
    Console.WriteLine(string.Join(' ', figures.Select(figure => figure.ToString("0.0##", CultureInfo.InvariantCulture))));

static double Connections(int clients, int atOnce, int last, Action<int> ask)
{
    var ends = new long[clients];
    var next = -1;
    var threads = Enumerable.Range(0, atOnce).Select(_ => new Thread(() =>
    {
        for (var i = Interlocked.Increment(ref next); i < clients; i = Interlocked.Increment(ref next))
        {
            ask(i);
            ends[i] = Stopwatch.GetTimestamp();
        }
    })).ToList();
    threads.ForEach(thread => thread.Start());
    threads.ForEach(thread => thread.Join());
    Array.Sort(ends);
    last = Math.Min(last, clients - 1);
    return last / Stopwatch.GetElapsedTime(ends[clients - 1 - last], ends[clients - 1]).TotalSeconds;
}

List<double> First(int clients, int pause)
{
    var times = new List<double>();
    for (var i = 0; i < clients; i++)
    {
        var begun = Stopwatch.GetTimestamp();
        Ask(i).Dispose();
        times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        Thread.Sleep(pause);
    }

    return times;
}

static double Quantile(List<double> figures, int percent) => figures.Order().ElementAt(figures.Count * percent / 100);

double Bulk(int megabytes)
{
    using var client = Connect(0);
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

// It ends when all is back: not every server bears that one side of TLS ends before the other.
double BulkOverTls(int megabytes)
{
    using var client = Secure(Connect(0));
    var piece = new byte[64 * 1024];
    var pieces = (megabytes * 1_000_000L / piece.Length) + 1;
    var writer = new Thread(() =>
    {
        for (var sent = 0L; sent < pieces; sent++)
            client.Write(piece);
    });
    var begun = Stopwatch.GetTimestamp();
    writer.Start();
    var buffer = new byte[256 * 1024];
    for (var received = 0L; received < pieces * piece.Length;)
        received += client.Read(buffer) is var count and > 0 ? count : throw new IOException($"{received} bytes came back");
    writer.Join();
    return pieces * piece.Length / 1e6 / Stopwatch.GetElapsedTime(begun).TotalSeconds;
}

void Idle(int clients, int newcomers)
{
    var idle = Enumerable.Range(0, clients).Select(Ask).ToList();
    var times = First(newcomers, pause: 20);
    Print(Quantile(times, 50), times.Max());
    Console.In.ReadToEnd();
    idle.ForEach(client => client.Dispose());
}

Socket Ask(int number)
{
    var client = Connect(number);
    client.Send("hello\n"u8);
    Span<byte> answer = stackalloc byte[6];
    for (var received = 0; received < 6;)
        received += client.Receive(answer[received..]) is var count and > 0 ? count : throw new IOException("no answer");
    return client;
}

void AskOverTls(int number)
{
    using var client = Secure(Connect(number));
    client.Write("hello\n"u8);
    client.ReadExactly(stackalloc byte[6]);
}

// Nothing of an earlier handshake is used again.
[SuppressMessage("Security", "CA5359", Justification = "It measures a server on loopback, with a certificate made for that.")]
static SslStream Secure(Socket socket)
{
    var client = new SslStream(new NetworkStream(socket, ownsSocket: true));
    client.AuthenticateAsClient(new SslClientAuthenticationOptions
    {
        TargetHost = "localhost",
        EnabledSslProtocols = SslProtocols.Tls13,
        AllowTlsResume = false,
        RemoteCertificateValidationCallback = (_, _, _, _) => true,
    });
    return client;
}

Socket Connect(int number)
{
    var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 60_000 };
    if (IPAddress.IsLoopback(server.Address))
        BindToSource(client, number % 16);
    client.Connect(server);
    return client;
}

// One address has some 28,000 ports, and each stays taken for a minute after its client has gone.
static void BindToSource(Socket client, int number)
{
    // IP_BIND_ADDRESS_NO_PORT (ip(7)): the port is chosen when the other end is known, and only has to be free towards that.
    Span<byte> on = stackalloc byte[sizeof(int)];
    BinaryPrimitives.WriteInt32LittleEndian(on, 1);
    client.SetRawSocketOption(optionLevel: 0, optionName: 24, on);
    client.Bind(new IPEndPoint(new IPAddress([127, 0, 0, (byte)(1 + number)]), 0));
}
