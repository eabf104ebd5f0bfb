using ActorServer.Monitoring;

namespace ActorServer.Control.Top;

/// <summary>
/// A service's scoreboard: a letter a place, which a worker or connection keeps for life. One that has ended stays crossed out for ten seconds,
/// unless its place is taken again.
/// </summary>
internal sealed class Scoreboard
{
    /// <summary>What the letters mean, in the order of the legend.</summary>
    public static readonly IReadOnlyList<(char Letter, string Name, Ink Ink)> Legend =
    [
        ('b', "busy", Ink.Busy), ('i', "idle", Ink.Idle), ('s', "starting", Ink.Starting), ('!', "stalled", Ink.Stalled), ('d', "dying", Ink.Dying), ('x', "ended", Ink.Refused),
    ];

    private const char Free = '.';
    private const char Ended = 'x';
    private const int CrossedFor = 10;
    private const int OldestAge = 5;

    private readonly Dictionary<int, int> _crossed = [];
    private string _letters = "";
    private string _ages = "";

    /// <summary>Places that are drawn.</summary>
    public int Places => Math.Max(_letters.Length, _crossed.Count == 0 ? 0 : _crossed.Keys.Max() + 1);

    /// <summary>Takes note of a second.</summary>
    public void See(LiveService service)
    {
        foreach (var (place, left) in _crossed.ToArray())
        {
            if (left <= 1 || At(service.Scoreboard, place) != Free)
                _crossed.Remove(place);
            else
                _crossed[place] = left - 1;
        }

        for (var place = 0; place < _letters.Length; place++)
        {
            if (_letters[place] != Free && At(service.Scoreboard, place) == Free)
                _crossed[place] = CrossedFor;
        }

        _letters = service.Scoreboard ?? "";
        _ages = service.Ages ?? "";
    }

    /// <summary>How many places have this letter.</summary>
    public int Count(char letter) => letter == Ended ? _crossed.Count : _letters.AsSpan().Count(letter);

    /// <summary>Draws that many places from one on. Neighbours that look the same are one piece.</summary>
    public void Draw(FrameLine line, int from, int count)
    {
        var until = Math.Min(from + count, Places);
        for (var place = from; place < until;)
        {
            var (letter, age) = Cell(place);
            var end = place + 1;
            while (end < until && Cell(end) == (letter, age))
                end++;
            line.Add(new string(letter, end - place), InkOf(letter), age);
            place = end;
        }
    }

    private static char At(string? letters, int place) => letters is not null && place < letters.Length ? letters[place] : Free;

    private static Ink InkOf(char letter) => letter == Free ? Ink.Free : Legend.Where(one => one.Letter == letter).Select(one => one.Ink).FirstOrDefault();

    private (char Letter, int Age) Cell(int place)
    {
        var letter = At(_letters, place);
        if (letter == Free)
            return (_crossed.ContainsKey(place) ? Ended : Free, 0);
        return (char.IsControl(letter) ? '?' : letter, Math.Clamp(At(_ages, place) - '0', 0, OldestAge));
    }
}
