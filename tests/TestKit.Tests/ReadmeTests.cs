using System.Runtime.CompilerServices;

namespace ActorServer.TestKit.Tests;

public class ReadmeTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/handlers.md")]
    [InlineData("packages/ActorServer.TestKit/README.md")]
    public void The_test_that_is_shown_is_the_one_that_runs(string document)
    {
        var source = File.ReadAllText(Path.Combine(Folder(), "UpperCaseHandlerTests.cs"));
        var method = source[source.IndexOf("    [Fact]", StringComparison.Ordinal)..source.LastIndexOf('}')];
        var shown = method.Split('\n').Select(line => line.StartsWith("    ", StringComparison.Ordinal) ? line[4..] : line);
        Assert.Contains(string.Join('\n', shown).TrimEnd(), File.ReadAllText(Path.Combine(Folder(), "../..", document)), StringComparison.Ordinal);
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
