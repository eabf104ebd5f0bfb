using ActorServer.Cluster.Certificates;
using ActorServer.Server.CommandLine;
using ActorServer.Server.Configuration;
using ActorServer.Server.Placing;
using ActorServer.Server.Settings;

namespace ActorServer.Server.Tests.CommandLine;

public sealed class ClusterCommandsTests : IDisposable
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("cluster-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task The_lines_that_are_printed_for_addresses_are_taken_by_the_server()
    {
        Assert.Equal(0, await Init("10.0.0.1", "fd00::2"));
        foreach (var block in Blocks())
            Assert.Equal(2, ClusterOf(block).Settings.Seeds.Count);
    }

    [Theory]
    [InlineData("node-2.example.org")]
    [InlineData("10.1")]
    [InlineData("0.0.0.0")]
    public async Task What_is_no_address_of_a_node_gets_a_certificate_and_no_lines_that_the_server_would_refuse(string host)
    {
        Assert.Equal(0, await Init("10.0.0.1", host));
        Assert.True(File.Exists(Path.Combine(_directory, host + ".pem")));
        Assert.Empty(Blocks());
        Assert.Contains($"# Nodes know each other by IP addresses alone. Fill in the address of {host} in host and seeds; then remove the #", _out.ToString(), StringComparison.Ordinal);
        Assert.Contains($"#   host = \"{host}\"", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_authority_that_cannot_issue_is_one_line_and_exit_code_2()
    {
        await Init("10.0.0.1");
        var directory = Directory.CreateDirectory(Path.Combine(_directory, "other")).FullName;
        File.Copy(Path.Combine(_directory, "10.0.0.1.pem"), Path.Combine(directory, ClusterInit.AuthorityCertificate));
        File.Copy(Path.Combine(_directory, "10.0.0.1.key"), Path.Combine(directory, ClusterInit.AuthorityKey));
        Assert.Equal(2, await Run("cluster", "init", "--directory", directory, "10.0.0.2"));
        var line = Assert.Single(_error.ToString().TrimEnd('\n').Split('\n'));
        Assert.StartsWith($"actor-server: cluster init: {directory}/{ClusterInit.AuthorityCertificate} cannot issue a certificate for 10.0.0.2: ", line, StringComparison.Ordinal);
    }

    // What is printed without a #, apart from the names of files.
    private string[] Blocks() =>
        [.. string.Join('\n', _out.ToString().Split('\n').Where(line => !line.StartsWith('#') && !line.StartsWith('/'))).Split("actor-server.cluster", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    // Its files are relative to where they were made.
    private ClusterBlock ClusterOf(string block) => SettingsParser.Parse(ConfigLayer.Parse("printed", _directory, $"actor-server.cluster {block}"), []).Cluster!;

    private Task<int> Init(params string[] hosts) => Run(["cluster", "init", "--directory", _directory, .. hosts]);

    private Task<int> Run(params string[] args) => new Cli((_, _) => Task.FromResult(7), _out, _error.WriteLine).RunAsync(args);
}
