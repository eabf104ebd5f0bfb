using System.Globalization;
using ActorServer.Control.Top;
using ActorServer.Monitoring;
using Spectre.Console.Rendering;

namespace ActorServer.Control.Tests;

public sealed class TopViewTests
{
    public static TheoryData<string, int, int> Sizes => new()
    {
        { "serving", 80, 24 }, { "many", 80, 24 }, { "full", 80, 24 }, { "crash", 80, 24 }, { "empty", 80, 24 }, { "draining", 80, 24 },
        { "many", 120, 40 }, { "many", 300, 100 }, { "serving", 40, 10 }, { "many", 20, 5 }, { "many", 41, 12 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_frame_is_as_large_as_the_terminal(string kind, int width, int height)
    {
        var frame = TopView.Draw(State(kind), width, height);
        Assert.All(frame.Lines, line => Assert.InRange(line.Length, 0, Math.Max(40, width)));
        Assert.All(frame.Lines, line => Assert.DoesNotContain(line.ToString(), char.IsControl));
        if (height >= 24)
            Assert.Equal(height, frame.Lines.Count);
        Assert.StartsWith("q quit", frame.Lines[^1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_order_is_strip_services_scoreboard_table()
    {
        var lines = TopView.Draw(State("full"), 80, 24).ToString().Split('\n');
        Assert.StartsWith(" BUSY  default is full, 41 wait, 4.1/s refused", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("data 0 s old", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("default ████", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("64 of 64 served, 41 of 64 held, 4.1/s refused", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("  rate ", lines[2], StringComparison.Ordinal);
        Assert.Contains("process · echo · 127.0.0.1:7788", lines[3], StringComparison.Ordinal);
        Assert.StartsWith("b busy 6", lines[4], StringComparison.Ordinal);
        Assert.Matches("^[bx!]{30}", lines[5]);
        Assert.StartsWith(" connections 105   workers 64   ends 40   warnings 2", lines[6], StringComparison.Ordinal);
        Assert.StartsWith("id        peer ", lines[7], StringComparison.Ordinal);
        Assert.StartsWith("c-123400  10.1.0.7:40000 ", lines[8], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("full", 4)]
    [InlineData("many", 11)]
    public void A_line_of_nodes_stands_between_services_and_scoreboard(string kind, int at)
    {
        var state = State(kind);
        state.See(state.Snapshot! with { Nodes = Samples.Nodes });
        var frame = TopView.Draw(state, 80, 24);
        Assert.Equal("nodes 2 up 1 unreachable (10.0.0.3:4053) · 52 there, 0 here · 24 free there", frame.Lines[at].ToString());
        Assert.StartsWith("b busy ", frame.Lines[at + 1].ToString(), StringComparison.Ordinal);
        Assert.Equal(24, frame.Lines.Count);
    }

    [Fact]
    public void Nobody_there_says_how_to_connect() =>
        Assert.Contains("Nobody is connected. Try it: nc 127.0.0.1 7788", TopView.Draw(State("empty"), 80, 24).ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("paused", "Nobody is connected. Try it: nc 127.0.0.1 7788")]
    [InlineData("draining", "Nobody is connected.")]
    public void How_to_connect_is_said_while_a_port_is_open(string phase, string says)
    {
        var state = State("empty");
        state.See(state.Snapshot! with { Services = [state.Snapshot.Services[0] with { State = phase }] });
        Assert.Contains(says, TopView.Draw(state, 80, 24).ToString().Split('\n').Select(line => line.TrimEnd()));
    }

    [Fact]
    public void A_lost_server_is_said_and_its_last_figures_stay()
    {
        var state = State("serving");
        state.DataAge = 12.3;
        var lines = TopView.Draw(state, 80, 24).ToString().Split('\n');
        Assert.StartsWith(" STALE  no data for 12 s, retrying ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("default ████", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Before_the_first_snapshot_there_is_the_strip_alone() =>
        Assert.StartsWith(" STALE  no data from 127.0.0.1:7789 yet", TopView.Draw(new TopState("127.0.0.1:7789"), 80, 24).ToString(), StringComparison.Ordinal);

    [Fact]
    public void What_clients_and_workers_say_steers_no_terminal()
    {
        var state = State("serving");
        var evil = "\u001b[2J\u009b\n\t";
        state.See(state.Snapshot! with
        {
            Server = new ServerFacts(evil, 1, Samples.Now, "serving", 1),
            Services = [new LiveService(Samples.Service(evil) with { Handler = evil, Addresses = [evil] }, 1, 0, null, null, 0, evil, evil)],
            RecentEnds = [new RecentEnd(Samples.Now, "connection", "default", evil, evil, evil, 1, 2, 3, Exit: evil, Stderr: evil)],
            Nodes = [new NodeRow(evil, "down", [evil], new Dictionary<string, int> { [evil] = 1 }, 1, 1, IsSelf: false)],
        });
        for (var tab = 0; tab < Tables.Tabs.Count; tab++, state.Press(Key(ConsoleKey.Tab)))
            Assert.All(TopView.Draw(state, 80, 24).Lines, line => Assert.DoesNotContain(line.ToString(), char.IsControl));
    }

    [Theory]
    [InlineData("\u6f22\u5b57\u304b\u306a\ud55c\uae00\uff21")]
    [InlineData("e\u0301\u20dd\u200d\u202e\u2028\u2029\u00ad")]
    [InlineData("\U0001f600\u2615")]
    public void A_letter_that_is_not_one_column_wide_moves_nothing(string letters)
    {
        var state = State("serving");
        var text = string.Concat(Enumerable.Repeat(letters, 20));
        state.See(state.Snapshot! with { Warnings = [new LogWarning(Samples.Now, "warning", "ActorServer", text)] });
        state.Press(Key(ConsoleKey.LeftArrow));
        Assert.Equal("warnings", Tables.Tabs[state.Tab]);
        foreach (var line in TopView.Draw(state, 80, 24).Lines)
            Assert.InRange(new Segment(line.ToString()).CellCount(), 0, 80);
        Assert.DoesNotContain(TopView.Draw(state, 80, 24).ToString(), letter => char.GetUnicodeCategory(letter) is UnicodeCategory.Format or UnicodeCategory.NonSpacingMark);
    }

    [Theory]
    [InlineData("Gr\u00f6\u00dfe \u03b1\u0416 \u2026\u2013", "Gr\u00f6\u00dfe \u03b1\u0416 \u2026\u2013")]
    [InlineData("a\u6f22b\u202ec\u0301\t", "a?b?c? ")]
    public void What_is_replaced_is_seen_to_be(string text, string shown) => Assert.Equal(shown, Figures.Plain(text));

    [Fact]
    public void Keys_choose_the_table_and_scroll_no_further_than_its_rows()
    {
        var state = State("serving");
        TopView.Draw(state, 80, 24);
        Assert.True(state.Press(Key(ConsoleKey.RightArrow)));
        Assert.True(state.Press(Key(ConsoleKey.Tab)));
        Assert.Equal("ends", Tables.Tabs[state.Tab]);
        for (var i = 0; i < 100; i++)
            state.Press(Key(ConsoleKey.DownArrow));
        Assert.Equal(40 - state.RoomForRows, state.Scroll);
        state.Press(Key(ConsoleKey.PageUp));
        Assert.Equal(40 - (2 * state.RoomForRows), state.Scroll);
        state.Press(Key(ConsoleKey.Home));
        Assert.Equal(0, state.Scroll);
        state.Press(Key(ConsoleKey.LeftArrow));
        state.Press(Key(ConsoleKey.LeftArrow));
        state.Press(Key(ConsoleKey.LeftArrow));
        Assert.Equal("warnings", Tables.Tabs[state.Tab]);
        Assert.False(state.Press(Key(ConsoleKey.Q)));
        Assert.False(state.Press(new ConsoleKeyInfo('\u0003', ConsoleKey.C, false, false, control: true)));
    }

    [Theory]
    [InlineData(0, 0, 0, "··············│·········")]
    [InlineData(1, 0, 0, "█·············│·········")]
    [InlineData(99, 1, 0, "█████████████·│▒········")]
    [InlineData(100, 60, 0, "██████████████│▒▒▒▒▒▒▒▒▒")]
    [InlineData(100, 60, 2.5, "██████████████│▒▒▒▒▒▒▒▒!")]
    public void A_bar_is_to_scale_and_only_all_are_all(int served, int held, double refused, string bar)
    {
        var line = new FrameLine(24);
        var status = Samples.Service(served: served, held: held, most: 100) with { MaxWaiting = 60 };
        Room.Draw(line, new LiveService(status, 0, refused, null, null, 0, "", ""), 24);
        Assert.Equal(bar, line.ToString());
    }

    [Fact]
    public void A_cell_keeps_its_place_and_stays_crossed_out_for_ten_seconds()
    {
        var board = new Scoreboard();
        See("bbb");
        See("b.b");
        Assert.Equal("bxb", Drawn());
        See("b.");
        Assert.Equal("bxx", Drawn());
        See("bs");
        Assert.Equal("bsx", Drawn());
        for (var second = 0; second < 8; second++)
            See("bs");
        Assert.Equal("bsx", Drawn());
        See("bs");
        Assert.Equal("bs", Drawn());

        void See(string letters) => board.See(new LiveService(Samples.Service(), 0, 0, null, null, 0, letters, new string('3', letters.Length)));

        string Drawn()
        {
            var line = new FrameLine(10);
            board.Draw(line, 0, 10);
            return line.ToString();
        }
    }

    [Fact]
    public void A_history_is_drawn_to_its_peak_the_newest_to_the_right()
    {
        var history = new History();
        Assert.Equal("    ", history.Draw(4));
        for (var second = 0; second < 75; second++)
            history.Add(second == 70 ? 10 : 0);
        Assert.Equal("   █", history.Draw(4));
        for (var second = 0; second < 150; second++)
            history.Add(second < 75 ? 5 : 0);
        Assert.Equal(" █▅▁", history.Draw(4));
        for (var second = 0; second < 300; second++)
            history.Add(null);
        Assert.Equal("▁▁▁▁", history.Draw(4));
    }

    private static TopState State(string kind)
    {
        var life = new FakeLife(kind);
        var state = new TopState("127.0.0.1:7789");
        for (var second = 0; second < 5; second++)
            state.See(life.Next());
        state.Connections = life.Rows(0, 200);
        return state;
    }

    private static ConsoleKeyInfo Key(ConsoleKey key) => new('\0', key, false, false, false);
}
