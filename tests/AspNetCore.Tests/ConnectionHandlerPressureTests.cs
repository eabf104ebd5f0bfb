using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.AspNetCore.Tests;

/// <summary>The pipes of a handler that is written for Kestrel hold the client up, and lose nothing.</summary>
public sealed class ConnectionHandlerPressureTests(ITestOutputHelper output) : ServerTest(output)
{
    private const int Mebibyte = 1024 * 1024;
    private static readonly TimeSpan Stalled = TimeSpan.FromMilliseconds(500);

    [Theory]
    [InlineData("event")]
    [InlineData("process")]
    [InlineData("process+relay")]
    public async Task A_client_that_does_not_read_is_not_read_either_and_gets_every_byte_when_it_does(string model)
    {
        const int Most = 64 * Mebibyte;
        var server = await StartProfileAsync(
            ProfileFile.WithHandler(model, "ActorServer.AspNetCore.Plugin.EchoHandler, ActorServer.AspNetCore.Plugin", BuiltOutput.Plugin), services: 1, model);
        var client = await ConnectAsync(server);
        using var enough = new CancellationTokenSource();
        var sent = 0L;
        var sending = Task.Run(async () =>
        {
            var piece = new byte[64 * 1024];
            while (sent < Most)
            {
                Pattern.Fill(piece, sent);
                Interlocked.Add(ref sent, await client.SendSomeAsync(piece, enough.Token));
            }
        });
        await Eventually.SettlesAsync("the client can send no more", Deadlines.Step, Stalled, () => Interlocked.Read(ref sent));
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        client.EndSending();

        var echoed = await client.ReadToEndAsync();

        // Of the piece that was given up the kernel may have taken a part.
        Assert.InRange(echoed.Length, sent, Most - 1);
        Pattern.Check(echoed, 0);
        var record = await server.ClosingRecordAsync(client);
        Assert.Equal(("peer-closed", echoed.Length, echoed.Length), (record.Reason, record.Number("in"), record.Number("out")));
    }
}
