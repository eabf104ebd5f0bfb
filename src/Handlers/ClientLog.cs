using System.Net;

namespace ActorServer.Handlers;

/// <summary>
/// What is printed of one client: <c>recv [127.0.0.1:41234]: hello\n</c> for each piece that it sends, with control characters
/// and bytes that are not UTF-8 escaped, and once its end, <c>closed [127.0.0.1:41234]</c>.
/// </summary>
internal sealed class ClientLog(EndPoint peer)
{
    // A line of output stays within what the server reads of a worker in one go, three bytes a character.
    private const int LongestText = 2_000;

    // As \xff.
    private const int LongestEscape = 4;

    private readonly string _peer = PeerFormat.Format(peer);
    private readonly EscapedText _text = new();
    private bool _ended;

    /// <summary>A piece came.</summary>
    public void Received(ReadOnlySpan<byte> piece) => Print(_text.Next(piece));

    /// <summary>The client has closed its side, or the connection is over; whoever hears of both may say so twice.</summary>
    public void Ended()
    {
        if (_ended)
            return;
        _ended = true;
        Print(_text.End());
        ServerOutput.WriteLine($"closed [{_peer}]");
    }

    private void Print(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var length = LengthOfLine(text, at);
            ServerOutput.WriteLine($"recv [{_peer}]: {text.AsSpan(at, length)}");
            at += length;
        }
    }

    // Neither a character nor an escape is torn apart.
    private static int LengthOfLine(string text, int at)
    {
        if (text.Length - at <= LongestText)
            return text.Length - at;
        var end = at + LongestText;
        var escape = text.LastIndexOf('\\', end - 1, LongestEscape - 1);
        if (escape > at)
            end = escape;
        else if (char.IsHighSurrogate(text[end - 1]))
            end++;
        return end - at;
    }
}
