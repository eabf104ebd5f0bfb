using System.Globalization;
using System.Text;
using ActorServer;
using Akka.Configuration;

namespace OwnWorker;

/// <summary>
/// Says of each number, one a line, whether it is prime. The table that it looks into is computed before the first client
/// comes, up to the handler's setting <c>up-to</c>.
/// </summary>
public sealed class PrimeHandler(Config settings) : StreamHandler, IValidatesSettings, IPrepares
{
    private const int Least = 2;
    private const int Most = 100_000_000;

    private static bool[] _composite = [];

    private readonly int _upTo = UpTo(settings);

    /// <inheritdoc/>
    public static void Validate(Config settings)
    {
        if (UpTo(settings) is < Least or > Most)
            throw new FormatException($"up-to = {UpTo(settings)} is not allowed: a whole number from {Least} to {Most}");
    }

    /// <inheritdoc/>
    public static Task PrepareAsync(Config settings, CancellationToken cancellation)
    {
        var composite = new bool[UpTo(settings) + 1];
        for (var prime = 2; (long)prime * prime < composite.Length; prime++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var multiple = prime * prime; !composite[prime] && multiple < composite.Length; multiple += prime)
                composite[multiple] = true;
        }

        _composite = composite;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task HandleAsync(Stream stream, ConnectionInfo connection, CancellationToken cancellation)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        while (await reader.ReadLineAsync(cancellation) is { } line)
            await stream.WriteAsync(Encoding.UTF8.GetBytes(Answer(line) + "\n"), cancellation);
    }

    private string Answer(string line)
    {
        if (!int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < Least || number > _upTo)
            return $"not a number from {Least} to {_upTo}";
        return _composite[number] ? "not prime" : "prime";
    }

    private static int UpTo(Config settings) => settings.GetInt("up-to", 1_000_000);
}
