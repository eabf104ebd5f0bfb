using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ActorServer.Server.Output;

/// <summary>
/// One event as one line with a JSON object: <c>time</c>, <c>level</c>, <c>category</c>, <c>event</c>, <c>message</c>, the fields of the
/// record by the names that <see cref="RecordFields"/> gives them, and <c>exception</c>.
/// </summary>
internal sealed class JsonLogFormat : ILogFormat
{
    private const int Longest = 64 * 1024;

    // A field that has one of these names stands in the message alone.
    private static readonly string[] Reserved = ["time", "level", "category", "event", "message", "exception"];

    private static readonly JsonWriterOptions Options = new()
    {
        // Letters of all languages as they are; nobody puts a log into a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _line;

    [ThreadStatic]
    private static Utf8JsonWriter? _json;

    public bool WantsFields => true;

    public void Write(OutputWriter writer, in LogEvent logged)
    {
        if (_line is null || _line.Capacity > Longest)
        {
            _line = new ArrayBufferWriter<byte>(1024);
            _json = new Utf8JsonWriter(_line, Options);
        }

        _line.ResetWrittenCount();
        _json!.Reset();
        WriteObject(_json, logged);
        _json.Flush();
        _line.Write([OutputLines.End]);
        writer.Write(_line.WrittenSpan);
    }

    private static void WriteObject(Utf8JsonWriter json, in LogEvent logged)
    {
        json.WriteStartObject();
        json.WriteString("time"u8, DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteString("level"u8, LogLevels.Name(logged.Level));
        json.WriteString("category"u8, logged.Category);
        json.WriteNumber("event"u8, logged.Id);
        json.WriteString("message"u8, logged.Message ?? "");
        var written = new List<string>(Reserved);
        if (logged.Scope is not null)
            WriteFields(json, RecordFields.InText(logged.Scope.ToString()), written);
        if (logged.Fields is not null)
            WriteFields(json, RecordFields.Of(logged.Fields), written);
        if (logged.Failure is not null)
            json.WriteString("exception"u8, logged.Failure.ToString());
        json.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, object?>> fields, List<string> written)
    {
        foreach (var (name, value) in fields)
        {
            // Twice the same name is no JSON that everybody reads.
            if (value is null || name.Length == 0 || written.Contains(name))
                continue;
            written.Add(name);
            json.WritePropertyName(name);
            WriteValue(json, value);
        }
    }

    private static void WriteValue(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int or long or short or byte or uint or ushort:
                json.WriteNumberValue(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
        }
    }
}
