using System.Globalization;
using System.Text;
using ActorServer.Tests.Shared.Fuzzing;

namespace StaticFiles.Tests;

/// <summary>
/// Whatever a client sends, however it is cut, the handler answers with whole responses of HTTP, the same ones, shows nothing from
/// outside its folder, and ends when the client does.
/// </summary>
public sealed class StaticFilesFuzz : IDisposable
{
    // A response is read in a piece, which is rented.
    private const long Memory = 2 * 1024 * 1024;
    private const long MemoryForByte = 8 * 1024;
    private const string LengthField = "\r\nContent-Length: ";

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Any_bytes_are_answered_with_whole_responses() => Fuzz.Run("static-files", Check, Memory, MemoryForByte);

    private void Check(byte[] sent)
    {
        var whole = Answer(sent, int.MaxValue);
        Assert.Equal(StatusLines(whole), StatusLines(Answer(sent, 1 + (sent.Length % 7))));
        Assert.All(whole, answer => Assert.DoesNotContain(Folder.Secret, answer, StringComparison.Ordinal));
        Assert.All(whole, CheckResponse);
    }

    private List<string> Answer(byte[] sent, int piece)
    {
        var client = new PlayedClient(sent, piece);
        var handling = new StaticFilesHandler(_folder.Config).HandleAsync(client, PlayedClient.Connection, default);
        Assert.True(handling.IsCompleted, "It waits though the client has ended.");
        handling.GetAwaiter().GetResult();
        return [.. client.Writes.Select(Encoding.Latin1.GetString)];
    }

    private static IEnumerable<string> StatusLines(List<string> answers) => answers.Select(answer => answer[..answer.IndexOf('\r', StringComparison.Ordinal)]);

    // All files of the folder are small, so that each response is one write.
    private static void CheckResponse(string answer)
    {
        Assert.StartsWith("HTTP/1.1 ", answer, StringComparison.Ordinal);
        var head = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        Assert.InRange(head, 1, ResponseHead.Most);
        Assert.All(answer[..head].Split("\r\n"), line => Assert.DoesNotContain(line, letter => letter is < ' ' or > '~'));
        var body = answer.Length - head - 4;
        if (body > 0)
            Assert.Equal(LengthIn(answer[..head]), body);
    }

    private static int LengthIn(string head)
    {
        var from = head.IndexOf(LengthField, StringComparison.Ordinal) + LengthField.Length;
        var to = head.IndexOf('\r', from);
        return int.Parse(to < 0 ? head[from..] : head[from..to], CultureInfo.InvariantCulture);
    }
}
