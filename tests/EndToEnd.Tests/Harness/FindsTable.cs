namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>The table of docs/what-your-handler-finds.md: for each thing and each model what its handler finds.</summary>
internal sealed class FindsTable
{
    private readonly Dictionary<(string Thing, string Model), string> _cells = [];

    public FindsTable()
    {
        var rows = File.ReadLines(Path.Combine(BuiltOutput.Docs, "what-your-handler-finds.md"))
            .Where(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))
            .ToArray();
        var models = rows[0][2..];
        foreach (var row in rows.Skip(2))
        {
            for (var model = 0; model < models.Length; model++)
                _cells.Add((row[1].Trim('`'), models[model]), row[model + 2].Replace("`", "", StringComparison.Ordinal));
        }
    }

    /// <summary>What the first column's command of <c>chaos</c> asks for.</summary>
    public IEnumerable<string> Things => _cells.Keys.Select(cell => cell.Thing).Distinct();

    public string this[string thing, string model] => _cells[(thing, model)];
}
