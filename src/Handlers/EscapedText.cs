using System.Buffers;
using System.Globalization;
using System.Text;

namespace ActorServer.Handlers;

/// <summary>
/// Shows bytes of any kind on one line: text as it is, control characters and bytes that are not UTF-8 escaped. Bytes may
/// come in pieces; a character that is split between two is kept together.
/// </summary>
internal sealed class EscapedText
{
    private const int LongestCharacter = 4;

    private byte[] _incomplete = [];

    /// <summary>The text of a piece. Bytes that may be the beginning of a character wait for the next one.</summary>
    public string Next(ReadOnlySpan<byte> piece) => Escape([.. _incomplete, .. piece], final: false);

    /// <summary>The text of what was waiting; afterwards nothing waits.</summary>
    public string End() => Escape(_incomplete, final: true);

    private string Escape(ReadOnlySpan<byte> bytes, bool final)
    {
        var text = new StringBuilder(bytes.Length + 16);
        _incomplete = [];
        while (!bytes.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var length);
            if (status == OperationStatus.NeedMoreData && !final && bytes.Length < LongestCharacter)
            {
                _incomplete = bytes.ToArray();
                break;
            }

            if (status != OperationStatus.Done || NeedsEscape(rune))
                AppendEscaped(text, bytes[..length]);
            else
                text.Append(rune.ToString());
            bytes = bytes[length..];
        }

        return text.ToString();
    }

    // The two separators end a line for some who read it.
    private static bool NeedsEscape(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static void AppendEscaped(StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            text.Append(value switch
            {
                (byte)'\n' => "\\n",
                (byte)'\r' => "\\r",
                (byte)'\t' => "\\t",
                0 => "\\0",
                _ => $"\\x{value:x2}",
            });
        }
    }
}
