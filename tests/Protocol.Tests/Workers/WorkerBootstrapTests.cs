using ActorServer.Protocol.Workers;
using CsCheck;

namespace ActorServer.Protocol.Tests.Workers;

public class WorkerBootstrapTests
{
    private static readonly WorkerBootstrap Example = new(7, "default", "s3cret", "/run/x", "worker-7", "akka://server/user/a", "My.Handler, My", null);

    [Fact]
    public void Whatever_it_says_it_is_one_line_that_reads_as_it_was() =>
        Gen.Select(Gen.Int, Gen.String.Array[7], Gen.String.Null()).Sample((worker, texts, path) =>
        {
            var bootstrap = new WorkerBootstrap(worker, Valid(texts[0]), Valid(texts[1]), Valid(texts[2]), Valid(texts[3]), Valid(texts[4]), Valid(texts[5]), path is null ? null : Valid(path), Valid(texts[6]));
            var line = bootstrap.ToLine();
            Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
            Assert.Equal(bootstrap, WorkerBootstrap.Parse(line[..^1]));
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
        Assert.Throws<FormatException>(() => WorkerBootstrap.Parse(line));

    [Fact]
    public void A_line_in_which_anything_is_missing_is_none()
    {
        foreach (var member in new[] { "Worker", "Service", "Secret", "Config", "HostName", "ReportTo", "HandlerType", "HandlerSettings" })
        {
            var without = Example.ToLine().Replace($"\"{member}\"", "\"Else\"", StringComparison.Ordinal);
            Assert.Throws<FormatException>(() => WorkerBootstrap.Parse(without));
        }

        Assert.Throws<FormatException>(() => WorkerBootstrap.Parse(Example.ToLine().Replace("\"default\"", "null", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_line_that_is_cut_off_is_none()
    {
        var line = Example.ToLine()[..^1];
        for (var length = 0; length < line.Length; length++)
            Assert.Throws<FormatException>(() => WorkerBootstrap.Parse(line[..length]));
    }

    [Fact]
    public void Garbage_is_said_to_be_none() =>
        Gen.Char.Array[0, 50].Sample(letters => { Assert.Throws<FormatException>(() => WorkerBootstrap.Parse(new string(letters))); });

    [Fact]
    public void Its_secret_is_not_shown() => Assert.DoesNotContain("s3cret", Example.ToString(), StringComparison.Ordinal);

    // Half a surrogate pair is no text, in JSON either.
    private static string Valid(string text) => new([.. text.Where(letter => !char.IsSurrogate(letter))]);
}
