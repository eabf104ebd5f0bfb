using System.Globalization;
using System.Net;
using ActorServer.Bench.Legs;

// What a client pays whose bytes go over a leg to another node: round trips, bulk, and the front's processor time for them.
//
//   Legs [SECONDS] [ROUNDS]             all of it on this machine, each way beside the others; default 3 s, 3 rounds
//   Legs node AT                        a node that echoes, or sends without end
//   Legs front WAY AT NODE              a front; WAY is kernel (epoll, copy, splice) or streams (the pump of the local workers)
//   Legs load AT CLIENTS|bulk SECONDS PID   clients; PID is the front's, whose processor time is told (0 for none)
//
// AT and NODE are ADDRESS:PORT, so that hosts can also be network namespaces.
switch (args)
{
    case ["node", var at]:
        Node.Run(IPEndPoint.Parse(at));
        break;
    case ["front", var way, var at, var node]:
        await Front.RunAsync(way, IPEndPoint.Parse(at), IPEndPoint.Parse(node));
        break;
    case ["load", var at, var clients, var seconds, var front]:
        Console.WriteLine(Load.Measure(IPEndPoint.Parse(at), clients, Number(seconds), (int)Number(front)));
        break;
    default:
        Comparison.Run(args.Length > 0 ? args[0] : "3", args.Length > 1 ? (int)Number(args[1]) : 3);
        break;
}

static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
