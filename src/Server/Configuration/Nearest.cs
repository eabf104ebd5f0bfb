namespace ActorServer.Server.Configuration;

/// <summary>Finds what somebody may have meant.</summary>
internal static class Nearest
{
    /// <summary>", did you mean X?" or nothing when nothing is near.</summary>
    public static string Suggestion(string word, IEnumerable<string> known)
    {
        var nearest = known.Select(name => (Name: name, Distance: Distance(word, name))).OrderBy(candidate => candidate.Distance).FirstOrDefault();
        return nearest.Name is not null && nearest.Distance <= Math.Max(2, word.Length / 3) ? $"; did you mean {nearest.Name}?" : "";
    }

    // Levenshtein: the least number of letters inserted, removed or replaced.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
