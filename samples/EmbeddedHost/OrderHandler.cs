using System.Globalization;
using System.Text;
using ActorServer;
using Akka.IO;

namespace EmbeddedHost;

/// <summary>
/// Takes orders, one a line: <c>3 apples</c> is confirmed. What is no order is answered with an error, and <c>crash</c> does what code can do that one
/// does not want in one's own process. One of these is made for each client, in a process that is there for this client alone.
/// </summary>
public sealed class OrderHandler(Catalogue catalogue, ILogger<OrderHandler> log) : ActorHandler
{
    private const int LongestLine = 1_000;

    private readonly StringBuilder _line = new();

    protected override void OnReceived(ByteString data)
    {
        foreach (var letter in data.ToString(Encoding.UTF8))
        {
            if (letter != '\n')
                _line.Append(letter);
            else
                Answer();
            if (_line.Length > LongestLine)
                throw new FormatException($"an order has at most {LongestLine} characters");
        }
    }

    private void Answer()
    {
        var line = _line.ToString().Trim();
        _line.Clear();
        if (line == "crash")
            Environment.FailFast("asked to crash");
        if (Order(line) is { } order)
        {
            Print(order);
            Write(Encoding.UTF8.GetBytes(order + '\n'));
        }
        else
        {
            log.LogWarning("no order: {Line}", line);
            Write("error: an order is a number and what there is\n"u8);
        }
    }

    private string? Order(string line) =>
        line.Split(' ', 2) is [var count, var what] && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && catalogue.Has(what)
            ? $"ordered: {number} {what}, by process {Environment.ProcessId}"
            : null;
}
