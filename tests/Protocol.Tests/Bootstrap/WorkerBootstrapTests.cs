using System.Text;
using ActorServer.Protocol.Bootstrap;
using CsCheck;

namespace ActorServer.Protocol.Tests.Bootstrap;

public class WorkerBootstrapTests
{
    private static readonly WorkerBootstrap Example = new(7, "default", "worker-7", "akka://server/user/a", "My.Handler, My", null, "password = s3cret");

    [Fact]
    public void Whatever_it_says_it_is_one_line_that_reads_as_it_was() =>
        Gen.Select(Gen.Int, Gen.String.Array[5], Gen.String.Null()).Sample((worker, texts, path) =>
        {
            var bootstrap = new WorkerBootstrap(worker, Valid(texts[0]), Valid(texts[1]), Valid(texts[2]), Valid(texts[3]), path is null ? null : Valid(path), Valid(texts[4]));
            var line = bootstrap.ToLine();
            Assert.DoesNotContain((byte)'\n', line);
            Assert.Equal(bootstrap, WorkerBootstrap.Parse(line));
        });

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"Worker\":7}")]
    [InlineData("{\"Worker\":\"seven\"}")]
    [InlineData("{\"Worker\":")]
    [InlineData("hello")]
    public void What_is_no_bootstrap_line_is_said_to_be_none(string line) =>
        Assert.Throws<FormatException>(() => Parse(line));

    [Fact]
    public void A_line_in_which_anything_is_missing_is_none()
    {
        foreach (var member in new[] { "Worker", "Version", "Service", "HostName", "ReportTo", "HandlerType", "HandlerSettings", "MemoryLimit" })
        {
            var without = Text(Example).Replace($"\"{member}\"", "\"Else\"", StringComparison.Ordinal);
            Assert.Throws<FormatException>(() => Parse(without));
        }

        Assert.Throws<FormatException>(() => Parse(Text(Example).Replace("\"default\"", "null", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_line_of_another_version_is_refused_with_both_versions_whatever_else_it_says()
    {
        var error = Assert.Throws<OtherVersionException>(() => Parse("{\"Worker\":\"7\",\"Version\":\"9.8.7\",\"Unheard\":\"of\"}"));
        Assert.Equal($"This worker is of ActorServer {Example.Version}, and the server that has started it is of ActorServer 9.8.7: build both with the same version.", error.Message);
    }

    [Fact]
    public void A_line_that_is_cut_off_is_none()
    {
        var line = Example.ToLine();
        for (var length = 0; length < line.Length; length++)
            Assert.Throws<FormatException>(() => WorkerBootstrap.Parse(line.AsSpan(0, length)));
    }

    [Fact]
    public void Garbage_is_said_to_be_none() =>
        Gen.Char.Array[0, 50].Sample(letters => { Assert.Throws<FormatException>(() => Parse(new string(letters))); });

    [Fact]
    public void Its_handlers_settings_are_not_shown() => Assert.DoesNotContain("s3cret", Example.ToString(), StringComparison.Ordinal);

    private static string Text(WorkerBootstrap bootstrap) => Encoding.UTF8.GetString(bootstrap.ToLine());

    private static WorkerBootstrap Parse(string line) => WorkerBootstrap.Parse(Encoding.UTF8.GetBytes(line));

    // Half a surrogate pair is no text, in JSON either.
    private static string Valid(string text) => new([.. text.Where(letter => !char.IsSurrogate(letter))]);
}
