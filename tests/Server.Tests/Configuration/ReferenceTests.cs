using ActorServer.Server.Configuration;
using ActorServer.Server.Settings;


namespace ActorServer.Server.Tests.Configuration;

/// <summary>The reference and the code that reads it say the same.</summary>
public class ReferenceTests
{
    // Whatever the key is, this is no value for it.
    private const string Nonsense = "[no, such, value]";

    public static TheoryData<string> Keys => [.. Leaves("", SettingsParser.Reference.Tree).Where(key => !key.Contains("event-dispatcher.", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Every_key_is_known_and_read(string key)
    {
        if (TakesAnyText(key))
            return;
        var error = TestSettings.ErrorOf("", (key, Nonsense));
        Assert.Contains(key, error, StringComparison.Ordinal);
        Assert.DoesNotContain("unknown", error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Every_key_may_be_set_to_its_own_default(string key) =>
        Assert.Single(TestSettings.Of("", (key, SettingsParser.Reference.Tree.Find(key)!.Value!)).Services);

    [Theory]
    [MemberData(nameof(Keys))]
    public void No_key_is_a_block(string key) =>
        Assert.Contains(key, TestSettings.ErrorOf($"{key} {{ deeper = 1 }}"), StringComparison.Ordinal);

    [Fact]
    public void Every_key_is_explained_in_the_line_before_it()
    {
        using var stream = typeof(SettingsParser).Assembly.GetManifestResourceStream("reference.conf")!;
        var lines = new StreamReader(stream).ReadToEnd().Split('\n').Select(line => line.Trim()).ToArray();
        for (var i = 1; i < lines.Length; i++)
        {
            if (lines[i].Contains(" = ", StringComparison.Ordinal) && !lines[i].StartsWith('#') && !InExplainedBlock(lines[i]))
                Assert.True(lines[i - 1].StartsWith('#'), $"no comment before: {lines[i]}");
        }
    }

    // Where the block's own comment says it all.
    private static bool InExplainedBlock(string line) =>
        line.StartsWith("class", StringComparison.Ordinal) || line.StartsWith("type", StringComparison.Ordinal)
        || new[] { "executor", "throughput", "parallelism" }.Any(key => line.StartsWith(key, StringComparison.Ordinal));

    // A host may be any name, and so may a variable, a protocol, a role and a file; a client may be told anything.
    private static bool TakesAnyText(string key) =>
        new[] { "listen.host", "environment.pass", "limits.refuse-with", "tls.alpn", "cluster.roles", "admin.token-file", "admin.hosts" }.Any(one => key.EndsWith(one, StringComparison.Ordinal));

    private static IEnumerable<string> Leaves(string path, ConfigTree tree) => tree.Children.SelectMany(child =>
        child.Value.IsBlock ? Leaves($"{path}{child.Key}.", child.Value) : [$"{path}{child.Key}"]);
}
