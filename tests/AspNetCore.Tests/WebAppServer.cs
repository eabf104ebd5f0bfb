using System.Security.Cryptography.X509Certificates;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.AspNetCore.Tests;

/// <summary>A test with a real server whose workers are the sample application.</summary>
public abstract class WebAppServer(ITestOutputHelper output) : ServerTest(output)
{
    private const string Type = "ActorServer.AspNetCore.Application, ActorServer.AspNetCore";

    /// <summary>Starts a server.</summary>
    /// <param name="service">Keys of the service.</param>
    /// <param name="process">Keys of its backend.</param>
    /// <param name="variant">An isolation model with the way in which it is run.</param>
    private protected Task<ServerProcess> StartWebAppAsync(string service = "", string process = "", string variant = "process") =>
        StartProfileAsync(Profile(service, process), services: 1, variant);

    /// <summary>The profile of such a server.</summary>
    private protected static string Profile(string service = "", string process = "") =>
        $$"""
        actor-server {
          services.default {
            listen { {{(service.Contains("addresses", StringComparison.Ordinal) ? "" : "port = 0")}} }
            isolation = process
            handler.type = "{{Type}}"
            {{service}}
          }
          backends.process {
            executable = "{{BuiltOutput.WebApp}}"
            working-directory = "{{Path.GetDirectoryName(BuiltOutput.WebApp)}}"
            clients-per-worker = 0
            {{process}}
          }
        }
        """;

    /// <summary>A client of .NET's that speaks this version of HTTP from the start.</summary>
    private protected static HttpClient Client(ServerProcess server, Version version, TlsFiles? tls = null)
    {
        var handler = new SocketsHttpHandler { ConnectTimeout = Deadlines.Step };
        if (tls is not null)
        {
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(tls.Authority.Pem));
        }

        return new HttpClient(handler)
        {
            BaseAddress = new Uri($"{(tls is null ? "http" : "https")}://localhost:{server.Port}"),
            DefaultRequestVersion = version,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = Deadlines.Step,
        };
    }

    /// <summary>The text of a request.</summary>
    private protected static string Request(string path, string method = "GET", string headers = "") => $"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n";

    /// <summary>Reads an answer whose body is chunked or has a length: status line, headers and body.</summary>
    private protected static async Task<HttpAnswer> ReadAnswerAsync(Client client) => await HttpAnswer.ReadAsync(client);
}
