using System.Net.Security;
using System.Security.Cryptography;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests.Scale;

/// <summary>Who becomes a node, and who does not, whatever he sends.</summary>
[Collection(Hosts.Collection)]
public sealed class JoiningTests(ITestOutputHelper output) : ScaleTest(output)
{
    private static readonly Node Front = Node.Front(1);
    private static readonly Node[] Three = [Front, Node.Workers(2), Node.Workers(3)];

    [FactWithNetworks]
    public async Task Three_nodes_find_each_other_and_serve()
    {
        await StartClusterAsync(Three);
        Assert.Equal("x", await (await ConnectAsync(Front)).AskAsync("echo x"));
    }

    [FactWithNetworks]
    public async Task A_certificate_of_another_authority_joins_nobody_also_where_the_system_trusts_it()
    {
        await MakeHostsAsync(Three, spare: 1);
        var tls = Files.StrangersTls(out var another);
        // What the system trusts is said to a server by the environment (openssl(1ssl)).
        await Task.WhenAll(Three.Select(node => StartNodeAsync(node, $"SSL_CERT_FILE={another}")));
        await AllAreUpAsync(Three);

        var stranger = Node.Workers(4) with { Tls = tls };
        await (await StartNodeAsync(stranger, $"SSL_CERT_FILE={another}")).LoggedAsync("Couldn't join seed nodes");

        Assert.Equal("x", await (await ConnectAsync(Front)).AskAsync("echo x"));
        Assert.All(Three, node => Assert.Null(StateOf(At(node.Host), stranger)));
        Assert.All(Three, node => Assert.Null(StateOf(At(stranger.Host), node)));
    }

    [FactWithNetworks]
    public async Task Garbage_and_TLS_without_a_certificate_join_nobody_and_cost_a_bounded_log()
    {
        const int Strangers = 300;
        const int Lines = 60;
        Node[] nodes = [Front, Node.Workers(2)];
        await StartClusterAsync(nodes);
        var before = At(Front.Host).Errors.All.Count;

        for (var i = 0; i < Strangers; i++)
        {
            using var stranger = await ConnectAsync(Front.Host, Node.ClusterPort, from: Hosts.Clients);
            await stranger.TrySendAsync(i % 3 == 0 ? Hello() : RandomNumberGenerator.GetBytes(i));
        }

        Assert.Equal("x", await (await ConnectAsync(Front)).AskAsync("echo x"));
        Assert.InRange(At(Front.Host).Errors.All.Count - before, 0, Lines);
        Assert.Equal("up", StateOf(At(Front.Host), nodes[1]));
    }

    // The first words of TLS, by somebody who has no certificate.
    private static byte[] Hello()
    {
        using var said = new MemoryStream();
        using var tls = new SslStream(new Written(said));
        Assert.ThrowsAny<IOException>(() => tls.AuthenticateAsClient("node"));
        return said.ToArray();
    }

    /// <summary>Nobody answers.</summary>
    private sealed class Written(MemoryStream to) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => 0;

        public override void Write(byte[] buffer, int offset, int count) => to.Write(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
