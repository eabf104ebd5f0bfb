using System.Buffers;
using System.Text;

namespace ActorServer.TestKit;

/// <summary>Bytes as a failure message shows them: quoted text, the rest escaped, and of many only those that matter.</summary>
internal static class EscapedBytes
{
    private const int MostShown = 160;
    private const int ShownBefore = 40;

    /// <summary>Shows the bytes, or of many those around a place.</summary>
    public static string Show(ReadOnlySpan<byte> bytes, int place = 0)
    {
        if (bytes.IsEmpty)
            return "nothing";
        var from = Math.Clamp(place - ShownBefore, 0, Math.Max(0, bytes.Length - MostShown));
        var shown = bytes.Slice(from, Math.Min(MostShown, bytes.Length - from));
        var text = $"\"{Escape(shown)}\"";
        return shown.Length == bytes.Length ? text : $"{text} (from byte {from} on, of {bytes.Length})";
    }

    private static string Escape(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        while (!bytes.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var length);
            if (status == OperationStatus.Done && !Rune.IsControl(rune))
                text.Append(rune.Value is '"' or '\\' ? "\\" : "").Append(rune.ToString());
            else
                AppendEscaped(text, bytes[..length]);
            bytes = bytes[length..];
        }

        return text.ToString();
    }

    private static void AppendEscaped(StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            text.Append(value switch
            {
                (byte)'\n' => "\\n",
                (byte)'\r' => "\\r",
                (byte)'\t' => "\\t",
                _ => $"\\x{value:x2}",
            });
        }
    }
}
