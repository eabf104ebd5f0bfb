using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ActorServer.Protocol.Logs;

/// <summary>
/// An entry of a worker's log as a line on its standard output, behind a mark: the pipe keeps what the worker wrote before it died, is
/// read at a bounded pace, and holds up whoever writes too much. A text that has no room is cut.
/// </summary>
internal static class LogEntryLine
{
    /// <summary>What begins such a line.</summary>
    public const char Mark = '\u001f';

    /// <summary>The longest line, mark included and its end not.</summary>
    public const int MaxBytes = 8 * 1024;

    private const int LongestCategory = 256;
    private const string Cut = "…";

    // Lines are what the server reads, and only their ends must be told apart: letters of all languages stay as they are.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The line, with its mark and its end.</summary>
    public static byte[] Write(LogEntry entry)
    {
        var line = new ArrayBufferWriter<byte>(1024);
        // A character takes 6 bytes at most, so that the last rooms fit whatever stands in them.
        for (var room = MaxBytes; ; room /= 2)
        {
            line.ResetWrittenCount();
            line.Write([(byte)Mark]);
            Write(line, entry, room);
            if (line.WrittenCount <= MaxBytes)
                break;
        }

        line.Write([(byte)'\n']);
        return line.WrittenSpan.ToArray();
    }

    /// <summary>Reads what stands behind the mark. Null if it is no entry: a worker may write anything.</summary>
    public static LogEntry? Read(string text)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
            var fields = new Dictionary<string, string>();
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                if (!reader.Read() || reader.GetString() is not { } value)
                    return null;
                fields[name] = value;
            }

            return reader.Read() ? null : Of(fields);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static LogEntry? Of(Dictionary<string, string> fields) =>
        int.TryParse(fields.GetValueOrDefault("level"), NumberStyles.None, CultureInfo.InvariantCulture, out var level) && level <= LogEntry.Critical
        && int.TryParse(fields.GetValueOrDefault("event"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id)
        && fields.TryGetValue("category", out var category) && fields.TryGetValue("message", out var message)
            ? new LogEntry(level, category, id, message)
            {
                Exception = fields.GetValueOrDefault("exception"),
                Scopes = fields.GetValueOrDefault("scopes"),
                Connection = fields.GetValueOrDefault("connection"),
            }
            : null;

    private static void Write(ArrayBufferWriter<byte> line, LogEntry entry, int room)
    {
        using var json = new Utf8JsonWriter(line, Options);
        json.WriteStartObject();
        json.WriteString("level"u8, entry.Level.ToString(CultureInfo.InvariantCulture));
        json.WriteString("event"u8, entry.EventId.ToString(CultureInfo.InvariantCulture));
        json.WriteString("category"u8, Within(Math.Min(room, LongestCategory), entry.Category));
        WriteUnlessNull(json, "connection"u8, entry.Connection, LongestCategory);
        json.WriteString("message"u8, Within(room, entry.Message));
        WriteUnlessNull(json, "exception"u8, entry.Exception, room);
        WriteUnlessNull(json, "scopes"u8, entry.Scopes, room / 4);
        json.WriteEndObject();
    }

    private static void WriteUnlessNull(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? text, int room)
    {
        if (text is not null)
            json.WriteString(name, Within(room, text));
    }

    private static string Within(int room, string text)
    {
        if (text.Length <= room)
            return text;
        var end = Math.Max(0, room - Cut.Length);
        return string.Concat(text.AsSpan(0, end > 0 && char.IsHighSurrogate(text[end - 1]) ? end - 1 : end), Cut);
    }
}
