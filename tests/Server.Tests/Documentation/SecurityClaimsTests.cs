using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace ActorServer.Server.Tests.Documentation;

/// <summary>What docs/security.md says is shown by tests, which it names; they must be there.</summary>
public partial class SecurityClaimsTests
{
    private static readonly string Root = Path.GetFullPath("../../..", Path.GetDirectoryName(ThisFile())!);
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Root, "docs/security.md"));

    [Fact]
    public void Each_test_that_is_named_exists()
    {
        var named = Lines.SelectMany(line => Named().Matches(line)).Select(match => (Class: match.Groups[1].Value, Method: match.Groups[2].Value)).Distinct().ToArray();

        Assert.NotEmpty(named);
        Assert.All(named, test => Assert.True(Exists(test.Class, test.Method), $"{test.Class}.{test.Method}"));
    }

    [Fact]
    public void Each_line_of_a_case_names_one()
    {
        var claims = Lines.Where(line => line.StartsWith("| ", StringComparison.Ordinal) && line.Count(character => character == '|') == 3 && line != "| he | test |").ToArray();

        Assert.NotEmpty(claims);
        Assert.All(claims, line => Assert.Matches(Named(), line));
    }

    private static bool Exists(string @class, string method) => Directory
        .EnumerateFiles(Path.Combine(Root, "tests"), $"{@class}.cs", SearchOption.AllDirectories)
        .Any(file => File.ReadAllText(file).Contains($" {method}(", StringComparison.Ordinal));

    private static string ThisFile([CallerFilePath] string file = "") => file;

    [GeneratedRegex(@"`(\w+(?:Tests|Spec))\.(\w+)`")]
    private static partial Regex Named();
}
