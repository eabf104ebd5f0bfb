using System.Globalization;
using System.Security.Cryptography;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests.Tls;

/// <summary>Where the private key is in the process model, and where it is not.</summary>
public sealed class KeyTests(ITestOutputHelper output) : ServerTest(output)
{
    [Theory]
    [InlineData("process", true)]
    [InlineData("process+server", false)]
    public async Task A_worker_has_the_key_where_TLS_ends_in_it_and_never_otherwise(string model, bool has)
    {
        var files = Keep(new TlsFiles());
        var server = await StartAsync(files, model, "stream-echo");
        using var client = await TlsClient.ConnectAsync(server.Port, files.Authority.Pem);
        Assert.Equal("hello", await client.AskAsync("hello"));
        var worker = Assert.Single(server.Workers);
        // The secret number of an elliptic curve's key, as it stands in every form of it.
        var secret = ((ECDsa)files.Server.Key).ExportParameters(includePrivateParameters: true).D!;
        Assert.Equal(has, MemoryHas(worker, secret) || MemoryHas(worker, [.. secret.Reverse()]) || MemoryHas(worker, System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(secret[..24]))));
        foreach (var place in new[] { "cmdline", "environ" })
            Assert.DoesNotContain("PRIVATE KEY", await File.ReadAllTextAsync($"/proc/{worker}/{place}"), StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE", server.Errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("process")]
    [InlineData("process+server")]
    public async Task A_worker_that_dies_never_makes_a_cut_answer_look_complete(string model)
    {
        var files = Keep(new TlsFiles());
        var server = await StartAsync(files, model, "stream-chaos");
        using var client = await TlsClient.ConnectAsync(server.Port, files.Authority.Pem);
        Assert.Equal("hello", await client.AskAsync("echo hello"));
        await client.SendAsync("failfast\n");
        Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
        var record = await Eventually.FindsAsync("it has a record", Deadlines.Step, () => server.Closed.SingleOrDefault(record => record.Peer == client.Address));
        Assert.Equal(("worker-died", "1.3", "localhost"), (record.Reason, record["tls"], record["sni"]));
    }

    [Theory]
    [InlineData("process")]
    [InlineData("process+server")]
    public async Task So_does_a_handler_that_throws(string model)
    {
        var files = Keep(new TlsFiles());
        var server = await StartAsync(files, model, "stream-chaos");
        using var client = await TlsClient.ConnectAsync(server.Port, files.Authority.Pem);
        await client.SendAsync("throw\n");
        Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
        Assert.Equal("handler-failed", (await Eventually.FindsAsync("it has a record", Deadlines.Step, () => server.Closed.SingleOrDefault())).Reason);
    }

    private static bool MemoryHas(int pid, byte[] what)
    {
        using var memory = new FileStream($"/proc/{pid}/mem", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        return File.ReadLines($"/proc/{pid}/maps").Where(line => line.Split(' ')[1].StartsWith("rw", StringComparison.Ordinal)).Any(line => RangeHas(memory, line.Split(' ')[0], what));
    }

    private static bool RangeHas(FileStream memory, string range, byte[] what)
    {
        var ends = range.Split('-').Select(end => long.Parse(end, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray();
        var buffer = new byte[(1 << 20) + what.Length];
        for (var at = ends[0]; at < ends[1]; at += 1 << 20)
        {
            try
            {
                memory.Position = at;
                if (buffer.AsSpan(0, memory.Read(buffer, 0, (int)Math.Min(buffer.Length, ends[1] - at))).IndexOf(what) >= 0)
                    return true;
            }
            catch (IOException)
            {
                // Reserved, or gone meanwhile.
            }
        }

        return false;
    }

    private Task<ServerProcess> StartAsync(TlsFiles files, string model, string handler) => StartProfileAsync(
        $$"""
        actor-server.services.default { listen.port = 0, isolation = process, handler.type = {{handler}}, {{files.Block(model)}} }
        """, services: 1);
}
