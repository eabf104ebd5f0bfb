using System.Text;

namespace ActorServer.Protocol.Serialization;

/// <summary>Texts that come from handlers' code have a bound, on both sides of the wire.</summary>
internal static class BoundedText
{
    /// <summary>In UTF-8.</summary>
    public const int MaxBytes = 8 * 1024;

    /// <summary>The text, or as much of its beginning as the bound allows, in whole characters.</summary>
    public static string Bound(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) <= MaxBytes)
            return text;
        var bytes = 0;
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MaxBytes)
                break;
            length += rune.Utf16SequenceLength;
        }

        return text[..length];
    }
}
