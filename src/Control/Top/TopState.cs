using ActorServer.Monitoring;

namespace ActorServer.Control.Top;

/// <summary>What is known of the server, and what the operator looks at.</summary>
internal sealed class TopState(string address)
{
    // Two seconds without a word are no reason to worry.
    private const double StaleAfter = 3;

    private readonly Verdict _verdict = new();

    /// <summary>Where the server is.</summary>
    public string Address { get; } = address;

    /// <summary>The last snapshot; null before the first.</summary>
    public LiveSnapshot? Snapshot { get; private set; }

    /// <summary>The services' histories and scoreboards, by name.</summary>
    public Dictionary<string, ServiceState> Services { get; } = new(StringComparer.Ordinal);

    /// <summary>The connections that are looked at.</summary>
    public ConnectionPage Connections { get; set; } = new(0, []);

    /// <summary>The table that is shown: an index of <see cref="Tables.Tabs"/>.</summary>
    public int Tab { get; private set; }

    /// <summary>Rows that are scrolled away.</summary>
    public int Scroll { get; private set; }

    /// <summary>Seconds since the last snapshot came.</summary>
    public double DataAge { get; set; }

    /// <summary>Rows that the last frame had room for.</summary>
    public int RoomForRows { get; set; } = 10;

    /// <summary>The word on top and its reason.</summary>
    public (string Word, string Reason) Verdict =>
        Snapshot is null ? ("stale", $"no data from {Address} yet")
        : DataAge >= StaleAfter ? ("stale", $"no data for {Figures.Age(DataAge)}, retrying")
        : _verdict.Of(Snapshot);

    private int Rows => Tab switch
    {
        0 => Connections.Total,
        1 => Snapshot?.Workers?.Count ?? 0,
        2 => Snapshot?.RecentEnds?.Count ?? 0,
        _ => Snapshot?.Warnings?.Count ?? 0,
    };

    /// <summary>A snapshot has come.</summary>
    public void See(LiveSnapshot snapshot)
    {
        Snapshot = snapshot;
        DataAge = 0;
        _verdict.See(snapshot);
        foreach (var gone in Services.Keys.Except(snapshot.Services.Select(service => service.Status.Name)).ToArray())
            Services.Remove(gone);
        foreach (var service in snapshot.Services)
        {
            if (!Services.TryGetValue(service.Status.Name, out var state))
                Services[service.Status.Name] = state = new ServiceState();
            state.See(service);
        }
    }

    /// <summary>Does what a key means; false when it means the end.</summary>
    public bool Press(ConsoleKeyInfo key)
    {
        switch (key.Key)
        {
            case ConsoleKey.Q or ConsoleKey.Escape:
            case ConsoleKey.C when key.Modifiers == ConsoleModifiers.Control:
                return false;
            case ConsoleKey.Tab when key.Modifiers == ConsoleModifiers.Shift:
            case ConsoleKey.LeftArrow:
                Show(Tab - 1);
                break;
            case ConsoleKey.Tab or ConsoleKey.RightArrow:
                Show(Tab + 1);
                break;
            case >= ConsoleKey.D1 and <= ConsoleKey.D4:
                Show(key.Key - ConsoleKey.D1);
                break;
            case ConsoleKey.UpArrow or ConsoleKey.PageUp:
                Scroll -= key.Key == ConsoleKey.UpArrow ? 1 : RoomForRows;
                break;
            case ConsoleKey.DownArrow or ConsoleKey.PageDown:
                Scroll += key.Key == ConsoleKey.DownArrow ? 1 : RoomForRows;
                break;
            case ConsoleKey.Home or ConsoleKey.End:
                Scroll = key.Key == ConsoleKey.Home ? 0 : Rows;
                break;
        }

        KeepInside();
        return true;
    }

    /// <summary>Never scrolled beyond the last row.</summary>
    public void KeepInside() => Scroll = Math.Clamp(Scroll, 0, Math.Max(0, Rows - RoomForRows));

    private void Show(int tab)
    {
        Tab = (tab + Tables.Tabs.Count) % Tables.Tabs.Count;
        Scroll = 0;
    }
}

/// <summary>What a service's row remembers from second to second.</summary>
internal sealed class ServiceState
{
    public History Rate { get; } = new();

    public History Duration { get; } = new();

    public History Bytes { get; } = new();

    public Scoreboard Scoreboard { get; } = new();

    public void See(LiveService service)
    {
        Rate.Add(service.Rate);
        Duration.Add(service.P99);
        Bytes.Add(service.BytesRate);
        Scoreboard.See(service);
    }
}
