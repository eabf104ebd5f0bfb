using System.Collections.Concurrent;
using ActorServer.Native.Calls;
using ActorServer.Server.Output;
using ActorServer.Server.Tests.Workers;

namespace ActorServer.Server.Tests.Output;

public sealed class OutputWriterTests : IDisposable
{
    private const int Capacity = 1_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    private readonly PlayedDescriptor _descriptor = new();
    private readonly ConcurrentQueue<OutputTrouble> _reports = new();
    private OutputWriter? _writer;

    public void Dispose()
    {
        _descriptor.GoOn();
        _writer?.Close(Children.Patience);
    }

    [Fact]
    public void What_is_written_comes_out_in_order()
    {
        var writer = Writer(Pause, OutputWriter.Capacity);
        for (var line = 0; line < 20_000; line++)
            writer.WriteLine($"line {line} äöü");

        Assert.Equal(0, writer.Close(Children.Patience));
        Assert.Equal(string.Concat(Enumerable.Range(0, 20_000).Select(line => $"line {line} äöü\n")), _descriptor.Written);
        Assert.Empty(_reports);
    }

    [Fact]
    public async Task Lines_that_wait_together_are_written_together_but_no_line_is_divided()
    {
        var writer = Writer(Pause, OutputWriter.Capacity);
        await StallAsync(writer);
        for (var line = 0; line < 1_000; line++)
            writer.WriteLine(new string('x', 99));
        _descriptor.GoOn();

        writer.Close(Children.Patience);
        // 40 lines of 100 bytes fit in 4096.
        Assert.Equal(1 + 25, _descriptor.Writes);
    }

    [Fact]
    public async Task A_line_that_comes_alone_goes_at_once_and_those_that_follow_closely_go_together()
    {
        var writer = _writer = new OutputWriter("test", _descriptor, _reports.Enqueue, betweenWrites: Never);
        writer.WriteLine("alone");
        await Children.Eventually(() => _descriptor.Written == "alone\n", "it is written");
        for (var line = 0; line < 20; line++)
            writer.WriteLine("close");
        Assert.Equal(1, _descriptor.Writes);

        Assert.Equal(0, writer.Close(Children.Patience));
        Assert.Equal(2, _descriptor.Writes);
        Assert.Equal("alone\n" + string.Concat(Enumerable.Repeat("close\n", 20)), _descriptor.Written);
    }

    [Fact]
    public async Task Whoever_writes_to_an_output_that_takes_nothing_does_not_wait_and_what_has_no_room_is_counted()
    {
        var writer = Writer(Pause);
        await StallAsync(writer);
        for (var line = 0; line < 30; line++)
            writer.WriteLine(new string('x', 99));
        Assert.Equal(new OutputTrouble(OutputWriter.Unread, 0, IsOver: false), Assert.Single(_reports));

        _descriptor.GoOn();

        await Children.Eventually(() => _reports.Count == 2, "it is over");
        Assert.Equal(new OutputTrouble(OutputWriter.Unread, 20, IsOver: true), _reports.Last());
        Assert.Equal("first\n" + string.Concat(Enumerable.Repeat(new string('x', 99) + "\n", 10)), _descriptor.Written);
    }

    [Fact]
    public async Task An_output_that_fails_is_reported_once_and_tried_again_and_when_it_works_what_was_dropped_is_reported()
    {
        var writer = Writer(Pause);
        _descriptor.Error = PlayedDescriptor.NoSpace;
        for (var line = 1; line <= 3; line++)
        {
            var number = line;
            writer.WriteLine("lost");
            await Children.Eventually(() => _descriptor.Writes == number, "it was tried");
        }

        Assert.Equal(new OutputTrouble(Errno.Describe(PlayedDescriptor.NoSpace), 0, IsOver: false), Assert.Single(_reports));
        _descriptor.Error = 0;
        writer.WriteLine("works again");

        await Children.Eventually(() => _reports.Count == 2, "it is over");
        Assert.Equal(new OutputTrouble(Errno.Describe(PlayedDescriptor.NoSpace), 3, IsOver: true), _reports.Last());
        Assert.Equal("works again\n", _descriptor.Written);
    }

    [Fact]
    public async Task An_output_that_fails_is_not_tried_all_the_time_and_what_comes_meanwhile_waits()
    {
        var writer = Writer(Never);
        _descriptor.Error = PlayedDescriptor.NoSpace;
        writer.WriteLine("lost");
        await Children.Eventually(() => !_reports.IsEmpty, "it has failed");
        for (var line = 0; line < 5; line++)
            writer.WriteLine("kept");
        Assert.Equal(1, _descriptor.Writes);
        _descriptor.Error = 0;

        // The last try is made at once. The line that was lost has not been reported by then, so that the caller does.
        writer.Close(Children.Patience);
        Assert.Equal(string.Concat(Enumerable.Repeat("kept\n", 5)), _descriptor.Written);
        Assert.Equal(1, _reports.Last().Dropped);
    }

    [Fact]
    public async Task A_line_that_was_cut_by_a_failure_is_ended_before_the_next()
    {
        var writer = Writer(Pause);
        _descriptor.WrittenBeforeError = 3;
        _descriptor.Error = PlayedDescriptor.NoSpace;
        writer.WriteLine("cut");
        writer.WriteLine("lost");
        await Children.Eventually(() => !_reports.IsEmpty, "it has failed");
        _descriptor.Error = 0;
        writer.WriteLine("whole");
        writer.Close(Children.Patience);
        Assert.Equal("cut\nwhole\n", _descriptor.Written.Replace("lost\n", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task At_the_end_it_is_not_waited_for_without_bound_and_what_is_lost_is_counted()
    {
        var writer = Writer(Pause);
        await StallAsync(writer);
        writer.WriteLine("second");
        writer.WriteLine("third");
        Assert.Equal(3, writer.Close(TimeSpan.FromMilliseconds(50)));
    }

    [Fact]
    public void A_line_longer_than_there_is_room_at_all_is_dropped()
    {
        var writer = Writer(Never);
        writer.WriteLine(new string('x', Capacity));
        writer.WriteLine("short");
        writer.Close(Children.Patience);
        Assert.Equal("short\n", _descriptor.Written);
        Assert.Equal(1, _reports.Last().Dropped);
    }

    private async Task StallAsync(OutputWriter writer)
    {
        _descriptor.Stall();
        writer.WriteLine("first");
        await Children.Eventually(() => _descriptor.Writes == 1, "it is writing");
    }

    private OutputWriter Writer(TimeSpan pause, int capacity = Capacity) => _writer = new OutputWriter("test", _descriptor, _reports.Enqueue, capacity, pause);
}
