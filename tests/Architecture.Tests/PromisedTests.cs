using System.Xml.Linq;

namespace ActorServer.Architecture.Tests;

/// <summary>What a package promises is written down: each project of src that is packed as a library has its public API in two files, which the build compares.</summary>
public sealed class PromisedTests
{
    public static TheoryData<string> Packed => [.. Projects];

    private static IEnumerable<string> Projects =>
        Directory.GetFiles(Path.Combine(House.Root, "packages"), "*.csproj", SearchOption.AllDirectories).SelectMany(PackedBy).Distinct().Order(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Packed))]
    public void A_project_that_is_packed_says_what_is_public(string project) => Assert.All(
        ["PublicAPI.Shipped.txt", "PublicAPI.Unshipped.txt"], file => Assert.True(File.Exists(Path.Combine(House.Root, "src", project, file)), $"src/{project}/{file} is missing"));

    [Fact]
    public void The_projects_are_found() => Assert.Superset(new HashSet<string> { "Abstractions", "Server", "TestKit" }, Projects.ToHashSet());

    // As packages/Directory.Build.props says: what is referred to with PrivateAssets="all".
    private static IEnumerable<string> PackedBy(string package) =>
        from reference in XDocument.Load(package).Descendants("ProjectReference")
        let path = reference.Attribute("Include")!.Value
        where path.Contains("/src/", StringComparison.Ordinal) && (string?)reference.Attribute("PrivateAssets") == "all"
        select Path.GetFileName(Path.GetDirectoryName(path)!);
}
