using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Output;

/// <summary>
/// Which levels are logged, of all and of single categories; it can be changed at any time. A category without a level has that of the nearest
/// one above it, and names are compared without regard to case. Thread-safe: what is asked for is one immutable table.
/// </summary>
internal sealed class LogControl
{
    /// <summary>So many categories have levels of their own at most: it is operators who set them.</summary>
    public const int MostCategories = 100;

    private const int LongestCategory = 200;

    private readonly Lock _gate = new();
    private Table _table;

    /// <param name="level">Of what has none of its own.</param>
    /// <param name="categories">Levels of single categories.</param>
    public LogControl(LogLevel level, IEnumerable<KeyValuePair<string, LogLevel>> categories) =>
        _table = new Table(level, new Dictionary<string, LogLevel>(categories, StringComparer.OrdinalIgnoreCase));

    /// <summary>Called after each change; it must not wait.</summary>
    public event Action? Changed;

    /// <summary>Leaves nothing out.</summary>
    public static LogControl Everything() => new(LogLevel.Trace, []);

    /// <summary>The least level of a category that is logged, as it is now.</summary>
    public CategoryLevel Of(string category)
    {
        var table = Volatile.Read(ref _table);
        return new CategoryLevel(table, table.LevelOf(category));
    }

    /// <summary>The most talkative level of all.</summary>
    public LogLevel Least
    {
        get
        {
            var table = Volatile.Read(ref _table);
            return table.Categories.Values.Append(table.Level).Min();
        }
    }

    /// <summary>The most talkative level among a category and those below it.</summary>
    public LogLevel LeastBelow(string category)
    {
        var table = Volatile.Read(ref _table);
        return table.Categories.Where(one => one.Key.StartsWith(category + '.', StringComparison.OrdinalIgnoreCase))
            .Select(one => one.Value).Append(table.LevelOf(category)).Min();
    }

    /// <summary>Whether nothing has changed since this was found.</summary>
    public bool IsCurrent(CategoryLevel known) => known.Table == Volatile.Read(ref _table);

    /// <summary>Sets the level of a category and of those below it, or of all that have none of their own, until the next start.</summary>
    /// <param name="category">Such as <c>ActorServer.Admin</c>; null for the rest.</param>
    /// <param name="level">One of <see cref="LogLevels.Names"/>.</param>
    /// <returns>What is wrong with that, in a sentence; null when it is done.</returns>
    public string? Set(string? category, string level)
    {
        if (!LogLevels.Names.Contains(level))
            return $"{QuotedText.WhenNeeded(level)} is no level: {string.Join(", ", LogLevels.Names)}";
        if (category is { Length: 0 or > LongestCategory })
            return $"a category has 1 to {LongestCategory} characters, such as ActorServer";
        lock (_gate)
        {
            if (category is not null && _table.Categories.Count >= MostCategories && !_table.Categories.ContainsKey(category))
                return $"{MostCategories} categories have levels of their own, and that is the most";
            Volatile.Write(ref _table, _table.With(category, LogLevels.Parse(level)));
        }

        Changed?.Invoke();
        return null;
    }

    internal sealed record Table(LogLevel Level, IReadOnlyDictionary<string, LogLevel> Categories)
    {
        public LogLevel LevelOf(string category)
        {
            for (var name = category; name.Length > 0; name = name[..Math.Max(0, name.LastIndexOf('.'))])
            {
                if (Categories.TryGetValue(name, out var level))
                    return level;
            }

            return Level;
        }

        public Table With(string? category, LogLevel level) => category is null
            ? this with { Level = level }
            : this with { Categories = new Dictionary<string, LogLevel>(Categories, StringComparer.OrdinalIgnoreCase) { [category] = level } };
    }
}

/// <summary>The level of a category at one time.</summary>
/// <param name="Table">What was set then.</param>
/// <param name="Least">The least level that is logged.</param>
internal sealed record CategoryLevel(LogControl.Table Table, LogLevel Least);
