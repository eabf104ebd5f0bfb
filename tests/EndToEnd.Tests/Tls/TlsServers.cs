using ActorServer.EndToEnd.Tests.Harness;

namespace ActorServer.EndToEnd.Tests.Tls;

/// <summary>One server a model, with its services over TLS, for all tests that change nothing of it.</summary>
public sealed class TlsServers : IAsyncLifetime
{
    private static readonly string[] All = ["inline", "event", "thread", "process", "process+server", "process+relay"];

    private readonly SharedServers _servers = new();

    /// <summary>The models; where TLS ends in a worker, in the server before one, or the bytes are relayed.</summary>
    public static TheoryData<string> Models => [.. All];

    /// <summary>Each with handlers of both kinds.</summary>
    public static TheoryData<string, string> ModelsAndKinds
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var model in All)
            {
                all.Add(model, "echo");
                all.Add(model, "stream-echo");
            }

            return all;
        }
    }

    public TlsFiles Files { get; } = new();

    internal Task<ServerProcess> OfAsync(string model) => _servers.OfAsync(model, Services(model), services: 5);

    /// <inheritdoc/>
    public Task InitializeAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await ((IAsyncLifetime)_servers).DisposeAsync();
        Files.Dispose();
    }

    private string Services(string model) => $$"""
        actor-server.service-defaults {
          isolation = {{Variant.Isolation(model)}}, listen.port = 0
          {{Files.Block(model, $$"""
            others = [{ names = [a.example, "*.b.example"], certificate = "{{Files["other.pem"]}}", key = "{{Files["other.key"]}}" }]
            alpn = [h2, "actor-test"]
            """)}}
        }
        actor-server.backends.process { clients-per-worker = 0, max-workers = 4 }
        actor-server.services {
          echo { handler.type = echo }
          stream-echo { handler.type = stream-echo }
          daytime { handler.type = daytime }
          impatient { handler.type = echo, tls.handshake-timeout = 500ms }
          mutual { handler.type = stream-echo, tls { client-certificates = required, client-authorities = "{{Files["ca.pem"]}}" } }
        }
        """;
}
