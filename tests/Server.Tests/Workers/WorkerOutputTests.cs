using System.Collections.Concurrent;
using ActorServer.Native.Processes;
using ActorServer.Native.Signals;
using ActorServer.Protocol.Logs;
using ActorServer.Server.Processes;
using ActorServer.Server.Workers;
using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Tests.Workers;

public sealed class WorkerOutputTests
{
    private const char Mark = ServerOutput.PrintedLineMark;

    private readonly RecordedLog _log = new();
    private readonly ConcurrentQueue<string> _printed = new();

    // No time passes, so that what is paced comes no further than its burst.
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Marked_lines_are_printed_and_others_are_logged()
    {
        await EndAsync(Children.Shell($"printf '{Mark}printed\\n'; echo stray; echo wrong >&2"));
        Assert.Equal(["printed"], _printed);
        Assert.Equal(["""stdout="stray" """.Trim(), """stderr="wrong" """.Trim()], _log.Lines.Select(line => line.Split(' ')[^1]).Order().Reverse());
    }

    [Fact]
    public async Task What_a_worker_logs_names_no_connection_but_those_it_has_served()
    {
        await EndAsync(Children.Shell($"printf '%s\\n' {Entry("c-7", "mine")} {Entry("c-8", "theirs")} 'begun{Entry("c-7", "behind")[1..]}"), served: "c-7");
        Assert.Equal(
            [" connection=c-7 log=\"mine\"", " log=\"theirs\"", " connection=c-7 log=\"behind\"", " stdout=\"begun\""],
            _log.Lines.Select(line => line[line.IndexOf(line.Contains(" connection=", StringComparison.Ordinal) ? " connection=" : line.Contains(" log=", StringComparison.Ordinal) ? " log=" : " stdout=", StringComparison.Ordinal)..]));

        static string Entry(string connection, string message) => $$"""'{{LogEntryLine.Mark}}{"level":"3","event":"0","category":"A","message":"{{message}}","connection":"{{connection}}"}'""";
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"level\":\"9\"}")]
    public async Task What_pretends_to_be_an_entry_of_the_log_is_a_line_like_others(string text)
    {
        await EndAsync(Children.Shell($"printf '%s\\n' '{LogEntryLine.Mark}{text}'"));
        Assert.Contains($"stdout=\"\\u001f{text.Replace("\"", "\\\"", StringComparison.Ordinal)}\"", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_ended_process_has_left_in_its_pipes_is_read_to_its_end_without_pace()
    {
        var output = await EndAsync(Children.Shell("seq -f 'word %.0f.' 1 2000 >&2; printf last >&2"));

        Assert.Equal([.. Enumerable.Range(1, 2_000).Select(number => $"word {number}."), "last"], _log.Lines.Select(line => line.Split("stderr=")[1].Trim('"')));
        Assert.StartsWith("word 1.\nword 2.\n", output.StandardError, StringComparison.Ordinal);
        Assert.EndsWith("\nword 2000.\nlast", output.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_too_much_for_the_log_at_the_end_is_counted()
    {
        await EndAsync(Children.Shell("yes '' | head -n 20000 >&2"));

        Assert.Matches(@" dropped \d+ of the last lines that it wrote$", _log.Lines[^1]);
        var dropped = int.Parse(_log.Lines[^1].Split(" dropped ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(20_000, _log.Lines.Count - 1 + dropped);
        Assert.InRange(dropped, 20_000 - WorkerOutput.MostAtEnd - 2 * 4096, 20_000);
    }

    [Fact]
    public async Task A_process_that_prints_without_end_is_held_up_by_itself()
    {
        const int Burst = 10_000;
        const int Lines = 3 * Burst;
        var child = Children.Shell($"yes '{Mark}flood' | head -n {Lines}; sleep 1000");
        var output = Begin(child);

        // It is held up when what it has written fills its pipe.
        await Children.Eventually(() => _printed.Count > Burst && child.UnreadBytes > 60_000, "the flood is dammed");

        // Two reads of 4 KiB: one that begins within the burst, and one when it is just used up.
        Assert.InRange(_printed.Count, Burst, Burst + 2 * (4096 / "?flood\n".Length + 1));
        Assert.Empty(_log.Lines);
        child.KillGroup();
        await Children.ExitOf(child);
        await output.FinishAsync(child);
        child.Dispose();
        Assert.All(_printed, line => Assert.Equal("flood", line));
    }

    [Fact]
    public async Task Who_has_inherited_the_pipes_of_an_ended_process_is_not_waited_for_and_a_line_without_end_is_not_lost()
    {
        using var keeper = new TemporaryFile();
        await EndAsync(Children.Shell($"printf 'last words' >&2; setsid sleep 1000 & echo $! >{keeper.Path}; sleep 0.1"));

        Signal(int.Parse(File.ReadAllText(keeper.Path), System.Globalization.CultureInfo.InvariantCulture));
        Assert.Contains("stderr=\"last words\"", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    private static void Signal(int pid) => ProcessSignal.Send(pid, SignalNumbers.SIGKILL);

    private async Task<WorkerOutput> EndAsync(ChildProcess child, string? served = null)
    {
        var output = Begin(child, served);
        await Children.ExitOf(child);
        await output.FinishAsync(child).WaitAsync(Children.Patience);
        child.Dispose();
        return output;
    }

    private WorkerOutput Begin(ChildProcess child, string? served = null)
    {
        var settings = new ProcessSettings(
            WorkerExecutable.ManagedKind, "auto", SpareWorkers: 0, MaxWorkers: 1, ClientsPerWorker: 1, MaxConcurrentStarts: 1, StartTimeout: Children.Patience, KillTimeout: Children.Patience);
        var setup = new WorkerSetup(
            "default", Children.Start("/bin/true", []), ReadOnlyMemory<byte>.Empty, null!, settings, ActorRefs.Nobody, _printed.Enqueue, _log)
        {
            Logs = new WorkersLog("default", new OneLog(_log), () => LogLevel.Trace),
        };
        var output = new WorkerOutput(setup, 7, _time);
        if (served is not null)
            output.Clients.Add(served);
        output.Begin(child);
        return output;
    }

    private sealed class OneLog(ILogger log) : ILoggerFactory
    {
        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => log;

        public void Dispose()
        {
        }
    }

    private sealed class TemporaryFile : IDisposable
    {
        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
