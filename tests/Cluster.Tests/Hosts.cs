using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ActorServer.Cluster.Certificates;
using ActorServer.Cluster.Life;
using ActorServer.Cluster.Places;
using ActorServer.Cluster.Settings;
using Akka.Actor;
using Microsoft.Extensions.Logging;
using Xunit.Abstractions;

namespace ActorServer.Cluster.Tests;

/// <summary>Some hosts on the loopback addresses of this one, with an authority of their own. What was started is ended.</summary>
internal sealed class Hosts : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly ConcurrentBag<ClusterLife> _lives = [];
    private readonly ActorSystem _local = ActorSystem.Create("local", "akka.loglevel = OFF\nakka.stdout-loglevel = OFF");

    public Hosts(int count, ITestOutputHelper? output = null)
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("cluster-").FullName;
        Output = output;
        Names = [.. Enumerable.Range(1, count).Select(number => new NodeName($"127.0.0.{number}", FreePort(IPAddress.Parse($"127.0.0.{number}"))))];
        ClusterInit.Make(Directory, [.. Names.Select(name => name.Host)], TimeProvider.System);
    }

    public string Directory { get; }

    public IReadOnlyList<NodeName> Names { get; }

    public ITestOutputHelper? Output { get; }

    public NoteOfLog Log { get; } = new();

    public ActorSystem Local => _local;

    public static int FreePort(IPAddress address)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public ClusterSettings Settings(int index, string? certificates = null) => new(
        Names[index], 4054, [ClusterSettings.Front, ClusterSettings.Workers], Names, Tls(Names[index].Host, certificates ?? Directory));

    public static ClusterTls Tls(string host, string directory) => new(
        Path.Combine(directory, ClusterInit.FileNameOf(host) + ".pem"),
        Path.Combine(directory, ClusterInit.FileNameOf(host) + ".key"),
        Path.Combine(directory, ClusterInit.AuthorityCertificate));

    public PlayedServer Server(int places) => new(_local, places);

    public ClusterLife Start(int index, IClusterServer server, ClusterSettings? settings = null)
    {
        var life = ClusterLife.Start(settings ?? Settings(index), server, Log, TimeProvider.System);
        _lives.Add(life);
        return life;
    }

    /// <summary>Waits until it is so; says what was there instead.</summary>
    public static async Task UntilAsync(Func<bool> isSo, Func<string> instead)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (!isSo())
        {
            if (DateTime.UtcNow > deadline)
                Assert.Fail(instead());
            await Task.Delay(20);
        }
    }

    public static Task UpAsync(params ClusterLife[] lives) => UntilAsync(
        () => lives.All(life => life.Nodes.Count(node => node.State == "up") == lives.Length),
        () => string.Join("; ", lives.Select(life => string.Join(", ", life.Nodes.Select(node => $"{node.Name} {node.State}")))));

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_lives.Select(life => life.LeaveAsync()));
        await _local.Terminate();
        System.IO.Directory.Delete(Directory, recursive: true);
        if (Output is not null)
        {
            foreach (var line in Log.Lines)
                Output.WriteLine(line);
        }
    }
}

/// <summary>Keeps what is logged.</summary>
internal sealed class NoteOfLog : ILoggerFactory, ILogger
{
    private readonly System.Diagnostics.Stopwatch _since = System.Diagnostics.Stopwatch.StartNew();

    public ConcurrentQueue<string> Lines { get; } = [];

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
    }

    private void Add(string line)
    {
        Lines.Enqueue(line);
        if (Environment.GetEnvironmentVariable("CLUSTER_LOG") is { } path)
            lock (this)
                File.AppendAllText(path, line + "\n");
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Add($"{_since.Elapsed.TotalSeconds:0.000} {logLevel} {formatter(state, exception)}");
}
