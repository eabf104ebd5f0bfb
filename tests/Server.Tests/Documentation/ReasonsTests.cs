using System.Reflection;
using System.Runtime.CompilerServices;
using ActorServer.Protocol.Messages;
using ActorServer.Server.Arrival;

namespace ActorServer.Server.Tests.Documentation;

/// <summary>Each reason that a record can give stands in docs/operations.md once, with what to do.</summary>
public class ReasonsTests
{
    public static TheoryData<string> Reasons => [.. new[] { typeof(EndReason), typeof(RefusalReason) }
        .SelectMany(words => words.GetFields(BindingFlags.Public | BindingFlags.Static))
        .Select(word => (string)word.GetRawConstantValue()!)];

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Each_stands_in_the_table_with_what_to_do(string reason)
    {
        var line = File.ReadLines(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/operations.md"))
            .TakeWhile(line => line != "## Who may come in")
            .Where(line => line.StartsWith($"| `{reason}`", StringComparison.Ordinal));
        Assert.Equal(3, Assert.Single(line).Trim('|').Split(" | ", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void Each_reason_of_an_end_is_known() => Assert.All(
        typeof(EndReason).GetFields(BindingFlags.Public | BindingFlags.Static), word => Assert.True(EndReason.IsKnown((string)word.GetRawConstantValue()!)));

    private static string ThisFile([CallerFilePath] string file = "") => file;
}
