using System.Globalization;
using System.Text;
using ActorServer.EndToEnd.Tests.Harness;

namespace ActorServer.AspNetCore.Tests;

/// <summary>An answer of HTTP/1.1 as it came, byte for byte.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Headers">The headers, by their names.</param>
/// <param name="Body">The body.</param>
/// <param name="Length">How many bytes the whole answer had.</param>
internal sealed record HttpAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string Body, int Length)
{
    /// <summary>Whether it is the connection's last one.</summary>
    public bool Closes => Headers.TryGetValue("Connection", out var value) && value == "close";

    /// <summary>Reads exactly one.</summary>
    public static async Task<HttpAnswer> ReadAsync(Client client)
    {
        var reading = new Reading(client);
        var status = int.Parse((await reading.LineAsync()).Split(' ')[1], CultureInfo.InvariantCulture);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reading.LineAsync() is { Length: > 0 } line)
            headers[line[..line.IndexOf(':', StringComparison.Ordinal)]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        var body = headers.TryGetValue("Content-Length", out var length)
            ? await reading.BytesAsync(int.Parse(length, CultureInfo.InvariantCulture))
            : headers.ContainsKey("Transfer-Encoding") ? await reading.ChunksAsync() : "";
        return new HttpAnswer(status, headers, body, reading.Length);
    }

    private sealed class Reading(Client client)
    {
        public int Length { get; private set; }

        public async Task<string> LineAsync()
        {
            var line = new StringBuilder();
            while (line.Length < 2 || line[^1] != '\n')
                line.Append(await BytesAsync(1));
            return line.ToString()[..^2];
        }

        public async Task<string> BytesAsync(int count)
        {
            Length += count;
            return Encoding.UTF8.GetString(await client.ReadExactlyAsync(count));
        }

        public async Task<string> ChunksAsync()
        {
            var body = new StringBuilder();
            while (int.Parse(await LineAsync(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) is var count and > 0)
            {
                body.Append(await BytesAsync(count));
                await LineAsync();
            }

            await LineAsync();
            return body.ToString();
        }
    }
}
