using ActorServer.Protocol.Handling;
using Akka.IO;

namespace ActorServer.Handlers;

/// <summary>
/// The classic text's service: prints <c>recv [127.0.0.1:41234]: hello\n</c> for each piece that the client sends, with
/// control characters and bytes that are not UTF-8 escaped, and at the end <c>closed [127.0.0.1:41234]</c>. Answers nothing.
/// </summary>
public sealed class LogHandler : ActorHandler
{
    // A line of output stays within what the server reads of a worker in one go, three bytes a character.
    private const int LongestText = 2_000;

    // As \xff.
    private const int LongestEscape = 4;

    private readonly EscapedText _text = new();
    private bool _ended;

    private string Peer => PeerFormat.Format(Connection.Peer);

    /// <inheritdoc/>
    protected override void OnReceived(ByteString data) => PrintReceived(_text.Next(data.ToReadOnlySpan()));

    /// <inheritdoc/>
    protected override void OnPeerClosed()
    {
        PrintEnd();
        Close();
    }

    /// <inheritdoc/>
    protected override void OnClosed(Tcp.ConnectionClosed how) => PrintEnd();

    private void PrintReceived(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var length = LengthOfLine(text, at);
            Print($"recv [{Peer}]: {text.AsSpan(at, length)}");
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

    private void PrintEnd()
    {
        if (_ended)
            return;
        _ended = true;
        PrintReceived(_text.End());
        Print($"closed [{Peer}]");
    }
}
