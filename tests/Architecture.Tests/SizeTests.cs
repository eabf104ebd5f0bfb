using System.Text.RegularExpressions;

namespace ActorServer.Architecture.Tests;

/// <summary>What one reads at a time is short.</summary>
public sealed partial class SizeTests
{
    private const int LongestFile = 350;
    private const int LongestMethod = 40;

    private static readonly string Sources = Path.Combine(House.Root, "src");

    [Fact]
    public void No_file_is_too_long()
    {
        var lengths = Files().Select(file => (File: Path.GetFileName(file), Lines: File.ReadLines(file).Count())).ToList();
        Assert.NotEmpty(lengths);
        Assert.DoesNotContain(lengths, file => file.Lines > LongestFile);
    }

    [Fact]
    public void No_method_is_too_long()
    {
        var methods = Files().SelectMany(file => MethodsOf(File.ReadAllLines(file))).ToList();
        Assert.NotEmpty(methods);
        Assert.DoesNotContain(methods, method => method.Lines > LongestMethod);
    }

    [Fact]
    public void The_rule_sees_what_a_method_is() => Assert.Equal(
        [("    internal async Task GoAsync()", 4), ("        private static Func<int> Way(string name) => () =>", 4), ("        private Inner()", 5)],
        MethodsOf(
        [
            "internal sealed class Way(int steps)", "{", "    internal async Task GoAsync()", "    {", "        await Step();", "    }", "",
            "    private sealed class Inner(int steps) : Base(steps)", "    {", "        private static Func<int> Way(string name) => () =>", "        {",
            "            return 1;", "        };", "        private Inner()", "            : this(1)", "        {", "            Begin();", "        }", "    }", "}",
        ]));

    private static IEnumerable<string> Files() => Directory.EnumerateFiles(Sources, "*.cs", SearchOption.AllDirectories)
        .Where(file => !Path.GetRelativePath(Sources, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    // The formatter has seen to it that a body's braces stand alone, in the column in which its method begins.
    private static IEnumerable<(string Method, int Lines)> MethodsOf(string[] lines)
    {
        for (var first = 0; first < lines.Length; first++)
        {
            if (!MethodBegins().IsMatch(lines[first]) || NoMethod().IsMatch(lines[first]) || lines[first].EndsWith(';'))
                continue;
            var margin = lines[first].TakeWhile(letter => letter == ' ').Count();
            var open = Array.FindIndex(lines, first + 1, line => line.Length == 0 || Margin(line) <= margin);
            if (open < 0 || lines[open].TrimStart() != "{")
                continue;
            yield return (lines[first], Array.FindIndex(lines, open, line => line.TrimStart().StartsWith('}') && Margin(line) == margin) - first + 1);
        }

        static int Margin(string line) => line.Length - line.TrimStart().Length;
    }

    [GeneratedRegex(@"^ {4,}(public|protected|internal|private)\b.*\(")]
    private static partial Regex MethodBegins();

    [GeneratedRegex(@"\b(class|record|struct|interface|enum|delegate)\b")]
    private static partial Regex NoMethod();
}
