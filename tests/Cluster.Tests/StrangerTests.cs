using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorServer.Cluster.Certificates;
using ActorServer.Cluster.Logs;
using ActorServer.Cluster.Places;
using ActorServer.Tests.Shared;
using Xunit.Abstractions;

namespace ActorServer.Cluster.Tests;

public sealed class StrangerTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Strangers_never_join_end_nothing_and_cost_few_lines()
    {
        await using var hosts = new Hosts(3, output);
        var lives = Enumerable.Range(0, 2).Select(index => hosts.Start(index, hosts.Server(places: 1))).ToArray();
        await Hosts.UpAsync(lives);

        var foreign = Path.Combine(hosts.Directory, "foreign");
        ClusterInit.Make(foreign, [.. hosts.Names.Select(name => name.Host)], TimeProvider.System);
        var stranger = hosts.Start(2, hosts.Server(places: 1), hosts.Settings(2, foreign));
        for (var count = 0; count < TestSize.Of(60, 1000); count++)
        {
            await SendAsync(hosts.Names[0], RandomNumberGenerator.GetBytes(200));
            await SendAsync(hosts.Names[0], []);
            Assert.False(await IsTakenAsync(hosts.Names[0], null, SslProtocols.None));
            Assert.False(await IsTakenAsync(hosts.Names[0], Certificate(foreign, hosts.Names[0]), SslProtocols.None));
        }

        // The stranger is a seed of the others: they call it, as it calls them. Each has seen the other fail.
        await Hosts.UntilAsync(() => hosts.Log.Lines.Any(line => line.Contains(hosts.Names[2].ToString(), StringComparison.Ordinal)), () => "nobody has called");
        Assert.True(await IsTakenAsync(hosts.Names[0], Certificate(hosts.Directory, hosts.Names[1]), SslProtocols.Tls12));
        Assert.All(lives, life => Assert.Equal(2, life.Nodes.Count(node => node.State == "up")));
        Assert.All(lives, life => Assert.Equal(2, life.Nodes.Count));
        Assert.Empty(stranger.Nodes);
        Assert.DoesNotContain(hosts.Log.Lines, line => line.Contains("no longer a member", StringComparison.Ordinal));
        // Three nodes write into this log, in two windows at most.
        Assert.InRange(hosts.Log.Lines.Count(line => line.Contains("akka:", StringComparison.Ordinal)), 1, 3 * 2 * LogRate.LinesPerWindow);
        Assert.All(hosts.Log.Lines, line => Assert.DoesNotContain('\n', line));
    }

    [Fact]
    public async Task An_old_version_of_TLS_is_not_spoken()
    {
        await using var hosts = new Hosts(1, output);
        await Hosts.UpAsync(hosts.Start(0, hosts.Server(places: 1)));
        var certificate = Certificate(hosts.Directory, hosts.Names[0]);
#pragma warning disable SYSLIB0039, CA5397 // That is the point.
        Assert.False(await IsTakenAsync(hosts.Names[0], certificate, SslProtocols.Tls11));
        Assert.False(await IsTakenAsync(hosts.Names[0], certificate, SslProtocols.Tls));
#pragma warning restore SYSLIB0039, CA5397
        Assert.True(await IsTakenAsync(hosts.Names[0], certificate, SslProtocols.Tls12));
    }

    private static X509Certificate2 Certificate(string directory, NodeName node)
    {
        var files = Hosts.Tls(node.Host, directory);
        return X509Certificate2.CreateFromPemFile(files.Certificate, files.Key);
    }

    private static async Task SendAsync(NodeName node, byte[] bytes)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Parse(node.Host), node.Port);
        try
        {
            await socket.SendAsync(bytes);
        }
        catch (SocketException)
        {
            // It was already shown out.
        }
    }

    // Where a certificate is refused, a client hears of it when it reads at the latest.
    private static async Task<bool> IsTakenAsync(NodeName node, X509Certificate2? certificate, SslProtocols versions)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Parse(node.Host), node.Port, patience.Token);
        await using var tls = new SslStream(new NetworkStream(socket));
        try
        {
            var options = new SslClientAuthenticationOptions
            {
                TargetHost = node.Host,
                EnabledSslProtocols = versions,
                ClientCertificates = certificate is null ? null : [certificate],
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
            };
            await tls.AuthenticateAsClientAsync(options, patience.Token);
            using var shortWhile = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
            using var either = CancellationTokenSource.CreateLinkedTokenSource(shortWhile.Token, patience.Token);
            return await tls.ReadAsync(new byte[1], either.Token) > 0;
        }
        catch (OperationCanceledException) when (!patience.IsCancellationRequested)
        {
            // It is awaited.
            return true;
        }
        catch (Exception refused) when (refused is IOException or AuthenticationException or SocketException)
        {
            return false;
        }
    }
}
