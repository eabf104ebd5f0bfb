using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace ActorServer.Server.Tests.Documentation;

/// <summary>What was measured stands in docs/benchmarks.md; elsewhere it would stay when that changes.</summary>
public partial class FiguresTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/models.md")]
    [InlineData("docs/handlers.md")]
    [InlineData("src/Server/Configuration/reference.conf")]
    public void Stand_in_one_place(string document)
    {
        var found = Measured().Matches(File.ReadAllText(Path.Combine(Root(), document))).Select(match => match.Value);
        Assert.Empty(found);
    }

    [Theory]
    [InlineData("README.md", "docs/benchmarks.md#processes")]
    [InlineData("docs/models.md", "benchmarks.md#processes")]
    [InlineData("docs/models.md", "benchmarks.md#threads-and-events")]
    [InlineData("docs/handlers.md", "benchmarks.md#processes")]
    public void Are_cited_from_there(string document, string link)
    {
        Assert.Contains(link, File.ReadAllText(Path.Combine(Root(), document)), StringComparison.Ordinal);
        var heading = link.Split('#')[1].Replace('-', ' ');
        Assert.Contains($"\n## {heading}\n", File.ReadAllText(Path.Combine(Root(), "docs/benchmarks.md")), StringComparison.OrdinalIgnoreCase);
    }

    [GeneratedRegex(@"half a second of (CPU|processor)|instead of half a second|\d MB resident|\d,\d{3} (round trips|clients|connections)|(in|some) \d+ ms\b|some ten times")]
    private static partial Regex Measured();

    private static string Root([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "../../..");
}
