using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>
/// A real server, as a process of its own. What it writes is kept line by line. Disposing ends it as an operator would and
/// demands that nothing of it is left: no process, no file.
/// </summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly string[] Inherited = ["PATH", "HOME", "USER", "LANG"];
    private static readonly TimeSpan RelativesEndWithin = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly TemporaryDirectory _temporary;
    private readonly ConcurrentQueue<LogRecord> _records = new();
    private ElsewhereNode? _elsewhere;

    private ServerProcess(Process process, TemporaryDirectory temporary)
    {
        _process = process;
        _temporary = temporary;
        Pid = process.Id;
        OutputReader = new OutputReader(process.StandardOutput, Output.Add);
        ErrorReader = new OutputReader(process.StandardError, AddError);
    }

    public OutputLines Output { get; } = new();

    public OutputLines Errors { get; } = new();

    public OutputReader OutputReader { get; }

    public OutputReader ErrorReader { get; }

    public int Pid { get; }

    public bool HasExited => _process.HasExited;

    /// <summary>The port of its only service.</summary>
    public int Port => Listening.Single().Value;

    /// <summary>The port of each service that listens, the same at each of its addresses; 0 for one that listens at a Unix socket alone.</summary>
    public IReadOnlyDictionary<string, int> Listening => ListeningLines.DistinctBy(match => match.Groups["service"].Value).ToDictionary(
        match => match.Groups["service"].Value,
        match => int.TryParse(match.Groups["port"].ValueSpan, CultureInfo.InvariantCulture, out var port) ? port : 0);

    /// <summary>What its only service listens on, as it says.</summary>
    public IReadOnlyList<string> Addresses => [.. ListeningLines.Select(match => match.Groups["address"].Value)];

    public IReadOnlyList<LogRecord> Opened => Records("opened");

    public IReadOnlyList<LogRecord> Closed => Records("closed");

    public IReadOnlyList<LogRecord> Refused => Records("refused");

    /// <summary>The processes below the server.</summary>
    public IReadOnlyList<int> Workers => ProcessTable.Descendants(Pid);

    public int Threads => ThreadNames.Count;

    /// <summary>The names of its threads, without the one that the runtime starts for its first background collection and keeps.</summary>
    public IReadOnlyList<string> ThreadNames => [.. ProcessTable.ThreadNames(Pid).Where(name => name != ".NET BGC")];

    /// <summary>Open descriptors, without the libraries that the runtime loads when it first needs them.</summary>
    public int Descriptors => DescriptorTargets.Count;

    /// <inheritdoc cref="Descriptors"/>
    public IReadOnlyList<string> DescriptorTargets =>
        [.. ProcessTable.DescriptorTargets(Pid).Where(target => Path.GetExtension(target) is not (".dll" or ".pdb"))];

    /// <summary>Starts a server, by this command if there is one, and waits until all its services listen.</summary>
    public static async Task<ServerProcess> StartAsync(string[] arguments, TemporaryDirectory temporary, int services = 1, string[]? by = null)
    {
        var elsewhere = arguments.Contains(ElsewhereNode.Setting) ? await ElsewhereNode.StartAsync(arguments, services) : null;
        var server = Spawn([.. arguments, .. elsewhere?.FrontsArguments() ?? []], temporary, by ?? []);
        server._elsewhere = elsewhere;
        try
        {
            await Eventually.HoldsAsync(
                "the server listens", Deadlines.Start, () => server.Listening.Count >= services || server.HasExited, server.ToString);
            Assert.False(server.HasExited, $"the server ended instead of listening: {server}");
            if (elsewhere is not null)
                await elsewhere.IsKnownToAsync(server);
            return server;
        }
        catch
        {
            server.Send(Signal.Kill);
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a server and waits for nothing.</summary>
    public static ServerProcess Spawn(string[] arguments, TemporaryDirectory temporary, params (string Name, string Value)[] environment) =>
        Spawn(arguments, temporary, [], environment);

    /// <summary>The same with standard streams that a shell has made; those it leaves alone are read as ever.</summary>
    /// <param name="redirections">What the shell does with its own streams before the server takes its place, such as <c>exec &gt;/dev/full</c>.</param>
    /// <param name="arguments">The server's arguments.</param>
    /// <param name="temporary">The server's temporary directory.</param>
    public static ServerProcess SpawnRedirected(string redirections, string[] arguments, TemporaryDirectory temporary) =>
        Spawn(arguments, temporary, ["/bin/sh", "-c", $"{redirections}; exec \"$0\" \"$@\""]);

    /// <summary>Starts a server by a command that replaces itself by it, and waits for nothing.</summary>
    public static ServerProcess Spawn(string[] arguments, TemporaryDirectory temporary, string[] by, params (string Name, string Value)[] environment)
    {
        string[] command = [.. by, BuiltOutput.Server, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        foreach (var name in Inherited)
            start.Environment[name] = Environment.GetEnvironmentVariable(name);
        start.Environment["TMPDIR"] = temporary.Path;
        // In milliseconds: idle pool threads go soon, so that counts of threads tell of the server.
        start.Environment["DOTNET_ThreadPool_ThreadTimeoutMs"] = "200";
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new ServerProcess(Process.Start(start)!, temporary);
    }

    public void Send(int signal)
    {
        if (_process.HasExited)
            return;
        Signal.Send(Pid, signal);
    }

    /// <summary>Waits for the end and for all that was written before it. Returns the exit code.</summary>
    public async Task<int> WaitForExitAsync(TimeSpan deadline)
    {
        try
        {
            await Task.WhenAll(_process.WaitForExitAsync(), Output.Ended, Errors.Ended).WaitAsync(deadline);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"The server has not ended within {deadline.TotalSeconds} s: {this}");
        }

        return _process.ExitCode;
    }

    /// <summary>Waits for the one closing record of the client.</summary>
    public Task<LogRecord> ClosingRecordAsync(Client client) => Eventually.FindsAsync(
        $"{client.Address} has a closing record", Deadlines.Step, () => Closed.SingleOrDefault(record => IsOf(client, record)), ToString);

    /// <summary>Waits for the one record of the client's refusal.</summary>
    public Task<LogRecord> RefusalRecordAsync(Client client) => Eventually.FindsAsync(
        $"{client.Address} is refused", Deadlines.Step, () => Refused.SingleOrDefault(record => IsOf(client, record)), ToString);

    /// <summary>Whether the record is the client's: an address alone can be that of several, each at a service of its own.</summary>
    public bool IsOf(Client client, LogRecord record) => IsOf(client.Address, client.Port, record);

    /// <summary>The same.</summary>
    public bool IsOf(TlsClient client, LogRecord record) => IsOf(client.Address, client.Port, record);

    private bool IsOf(string address, int servicePort, LogRecord record) =>
        record.Peer == address && Listening.TryGetValue(record.Service, out var port) && port == servicePort;

    /// <summary>Waits until the log has a line that contains the text, and returns it.</summary>
    public Task<string> LoggedAsync(string text) => Eventually.FindsAsync(
        $"the log says '{text}'", Deadlines.Step,
        () => Errors.All.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)), ToString);

    /// <summary>Ends the server by SIGTERM, unless it has ended, and demands that nothing is left of it.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            Send(Signal.Terminate);
            await WaitForExitAsync(Deadlines.End);
            await NothingIsLeftAsync();
        }
        finally
        {
            Send(Signal.Kill);
            foreach (var survivor in _temporary.Processes)
                Signal.Send(survivor, Signal.Kill);
            _process.Dispose();
            if (_elsewhere is not null)
                await _elsewhere.DisposeAsync();
        }
    }

    /// <summary>Waits until no process of this server is left, and demands that it has left no file.</summary>
    public async Task NothingIsLeftAsync()
    {
        await Eventually.HoldsAsync(
            "no process of the server is left", RelativesEndWithin, () => _temporary.Processes.Count == 0,
            () => $"{string.Join(", ", _temporary.Processes.Select(pid => $"{pid} {ProcessTable.NameOf(pid)}"))}\n{this}");
        Assert.True(_temporary.Content.Count == 0, $"files are left: {string.Join(", ", _temporary.Content)}\n{this}");
    }

    /// <summary>Demands that its standard output has only what a running server may print there.</summary>
    public void OnlyHandlersHavePrinted() => Assert.All(Output.All, line => Assert.Matches(@"^(listening: |recv \[|closed \[)", line));

    public override string ToString() => $"\nserver {Pid}, {(ProcessTable.IsRunning(Pid) ? "running" : "ended")}\nstdout:\n{Output}\nstderr:\n{Errors}{_elsewhere}";

    private void AddError(string? line)
    {
        Errors.Add(line);
        if (line is not null && LogRecord.Parse(line) is { } record)
            _records.Enqueue(record);
    }

    private IEnumerable<Match> ListeningLines => Output.All.Select(line => ListeningLine().Match(line)).Where(match => match.Success);

    private List<LogRecord> Records(string kind) => [.. _records.Where(record => record.Kind == kind)];

    [GeneratedRegex(@"^listening: service=(?<service>\S+) address=(?<address>unix:\S+|\S+:(?<port>\d+)) isolation=\S+ handler=.+$")]
    private static partial Regex ListeningLine();
}
