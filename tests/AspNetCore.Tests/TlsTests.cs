using System.Net;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.AspNetCore.Tests;

/// <summary>TLS that ends in the server, in the worker before Kestrel, or in Kestrel.</summary>
public sealed class TlsTests(ITestOutputHelper output) : WebAppServer(output)
{
    // A client that does not wait for the worker's last word answers it with a reset, which may be seen before the end is. Whether TLS ends before
    // Kestrel or in it, the worker says TLS's last word; the server's own TLS must not make a reset of it.
    private static readonly string[] EndsOfWorkersTls = ["peer-closed", "peer-reset"];

    [Theory]
    [InlineData("process+server")]
    [InlineData("process")]
    public async Task What_the_service_has_agreed_on_Kestrel_speaks(string endsIn)
    {
        var files = Keep(new TlsFiles());
        // An endpoint for HTTP/1.1 and HTTP/2, which TLS chooses between.
        var server = await StartWebAppAsync(files.Block(endsIn, "alpn = [h2, \"http/1.1\"]") + "\nhandler.endpoint = Http");
        await ServeBothAsync(server, files, endsIn == "process" ? EndsOfWorkersTls : ["peer-closed"]);
    }

    [Fact]
    public async Task Kestrels_own_HTTPS_works_on_what_was_handed_over()
    {
        var files = Keep(new TlsFiles());
        var server = await StartWebAppAsync("handler.endpoint = Secure", $$"""
            environment.set {
              Kestrel__Endpoints__Secure__Url = "https://127.0.0.1:5443"
              Kestrel__Endpoints__Secure__Certificate__Path = "{{files["server.pem"]}}"
              Kestrel__Endpoints__Secure__Certificate__KeyPath = "{{files["server.key"]}}"
            }
            """);
        await ServeBothAsync(server, files, EndsOfWorkersTls);
    }

    private static async Task ServeBothAsync(ServerProcess server, TlsFiles files, string[] ends)
    {
        foreach (var (version, protocol) in new[] { (HttpVersion.Version11, "HTTP/1.1"), (HttpVersion.Version20, "HTTP/2") })
        {
            var closed = server.Closed.Count;
            using (var client = Client(server, version, files))
            {
                for (var request = 0; request < 2; request++)
                    Assert.Contains($"peer=127.0.0.1 protocol={protocol} scheme=https", await client.GetStringAsync("/whoami"), StringComparison.Ordinal);
            }

            await Eventually.HoldsAsync("the client has closed", Deadlines.Step, () => server.Closed.Count > closed, server.ToString);
            // HTTP/2 has a last word of its own: the client says that it goes and closes, and Kestrel answers.
            Assert.Contains(server.Closed[^1].Reason, version == HttpVersion.Version20 ? EndsOfWorkersTls : ends);
        }
    }
}
