using System.Globalization;

namespace ActorServer.Bench.Transport;

/// <summary>What each round gave, and the table of medians.</summary>
internal sealed class Results
{
    private readonly Dictionary<(string Measurement, string Pair), List<double>> _rounds = [];

    public void Add(Measurement measurement, Pair pair, double value)
    {
        var key = (measurement.Name, pair.Name);
        if (!_rounds.TryGetValue(key, out var values))
            _rounds[key] = values = [];
        values.Add(value);
    }

    public void Print(Measurement[] measurements, Pair first, Pair second)
    {
        Console.WriteLine($"| | {first.Name} | {second.Name} | ratio |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var measurement in measurements)
        {
            var (one, other) = (Median(measurement, first), Median(measurement, second));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {measurement.Name} | {one:N0} {measurement.Unit} | {other:N0} {measurement.Unit} | {other / one:F2} |"));
        }
    }

    private double Median(Measurement measurement, Pair pair)
    {
        var values = _rounds[(measurement.Name, pair.Name)].Order().ToArray();
        return values[values.Length / 2];
    }
}
