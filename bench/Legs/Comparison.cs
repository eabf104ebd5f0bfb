using System.Diagnostics;
using System.Globalization;

namespace ActorServer.Bench.Legs;

/// <summary>Runs each way beside the others on this machine, in rounds, and prints medians.</summary>
internal static class Comparison
{
    private static readonly string[] Ways = ["direct", "kernel", "streams"];
    private static readonly string[] Loads = ["1", "8", "50", "bulk"];

    public static void Run(string seconds, int rounds)
    {
        var running = new List<Process>();
        try
        {
            var node = Start(running, "node", "127.0.0.1:0");
            var fronts = Ways.Skip(1).ToDictionary(way => way, way => Start(running, "front", way, "127.0.0.1:0", node.At));
            var results = new Dictionary<(string Way, string Load), List<(double Rate, double Cost)>>();
            for (var round = 0; round < rounds; round++)
            {
                foreach (var load in Loads)
                {
                    foreach (var way in Ways)
                    {
                        var (at, id) = fronts.TryGetValue(way, out var front) ? (front.At, front.Process.Id) : (node.At, 0);
                        var said = Read("load", at, load, seconds, id.ToString(CultureInfo.InvariantCulture)).Split(' ');
                        if (!results.TryGetValue((way, load), out var all))
                            results[(way, load)] = all = [];
                        all.Add((Number(said[0]), Number(said[1])));
                    }
                }
            }

            Print(results);
        }
        finally
        {
            foreach (var process in running)
                process.Kill();
        }
    }

    private static void Print(Dictionary<(string Way, string Load), List<(double Rate, double Cost)>> results)
    {
        foreach (var load in Loads)
        {
            foreach (var way in Ways)
            {
                var (rate, cost) = (Median(results[(way, load)].Select(one => one.Rate)), Median(results[(way, load)].Select(one => one.Cost)));
                var (rates, costs) = load == "bulk" ? ("MB/s", "ms/MB") : ("rt/s", "us/rt");
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{load,-5} {way,-8} {rate,8:0} {rates}  front {cost,6:0.00} {costs}"));
            }
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static (Process Process, string At) Start(List<Process> running, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true })!;
        running.Add(process);
        return (process, process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{arguments[0]} does not start"));
    }

    private static string Read(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true })!;
        var line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("the load has failed");
        process.WaitForExit();
        return line;
    }
}
