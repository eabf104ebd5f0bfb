using Akka.IO;

namespace ActorServer.Handlers;

/// <summary>
/// Sends lines of 72 printable characters, each line beginning one character later, until the client closes its side; throws
/// away what it receives (RFC 864). It makes no more than the client takes.
/// </summary>
public sealed class ChargenHandler : ActorHandler
{
    private const int FirstCharacter = ' ';
    private const int Characters = '~' - ' ' + 1;
    private const int LineLength = 72;

    // All lines there are, after which they begin again.
    private static readonly ByteString AllLines = ByteString.FromBytes([.. Enumerable.Range(0, Characters).SelectMany(Line)]);

    /// <inheritdoc/>
    protected override bool ReadsWhenFull => true;

    /// <inheritdoc/>
    protected override void OnConnected() => Generate();

    /// <inheritdoc/>
    protected override void OnWritable() => Generate();

    /// <inheritdoc/>
    protected override void OnReceived(ByteString data)
    {
    }

    private static IEnumerable<byte> Line(int first) =>
        Enumerable.Range(first, LineLength).Select(character => (byte)(FirstCharacter + (character % Characters))).Concat("\r\n"u8.ToArray());

    private void Generate()
    {
        while (CanWrite)
            Write(AllLines);
    }
}
