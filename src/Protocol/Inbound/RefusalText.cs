namespace ActorServer.Protocol.Inbound;

/// <summary>
/// What is said of a message that was refused. Part of it may be the sender's own words, and it goes into the log and becomes the reason for
/// which a worker is killed: it is short, of plain letters and on one line.
/// </summary>
internal static class RefusalText
{
    /// <summary>Longer ones are cut; what is left fits into a record's field in quotes.</summary>
    public const int MaxLength = 500;

    /// <summary>The text as far as that goes; each character that is not plain is a question mark.</summary>
    public static string Of(string text) =>
        string.Create(Math.Min(text.Length, MaxLength), text, static (plain, text) =>
        {
            for (var index = 0; index < plain.Length; index++)
                plain[index] = text[index] is >= ' ' and <= '~' and not ('"' or '\\') ? text[index] : '?';
        });
}
