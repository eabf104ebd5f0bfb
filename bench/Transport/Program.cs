using System.Globalization;
using ActorServer.Bench.Transport;

// Akka.Remote over a Unix domain socket beside Akka.Remote over TCP: medians of interleaved rounds in one go, so that what
// else the machine does meets both alike.
//
//   Transport [ROUNDS] [SCALE]      default 7 rounds; SCALE multiplies the number of messages, default 1
var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 7;
var scale = args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 1;

using var directory = new SocketDirectory();
await using var tcp = new Pair("TCP (DotNetty)", TransportConfig.Tcp, TransportConfig.Tcp);
await using var unix = new Pair("Unix domain socket", TransportConfig.Unix(directory.Path, "near"), TransportConfig.Unix(directory.Path, "far"));
Pair[] pairs = [tcp, unix];

var results = new Results();
foreach (var measurement in Measurement.All(scale))
{
    foreach (var pair in pairs)
        await measurement.RunAsync(pair);
    for (var round = 0; round < rounds; round++)
    {
        foreach (var pair in pairs)
            results.Add(measurement, pair, await measurement.RunAsync(pair));
    }
}

results.Print(Measurement.All(scale), tcp, unix);
