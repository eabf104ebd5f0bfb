using System.Text.Encodings.Web;
using System.Text.Json;
using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace ActorServer.Protocol.Remoting;

/// <summary>
/// A configuration as JSON that is read into Akka's own tree a hundred times faster than HOCON is parsed: objects, lists of
/// texts, and texts.
/// </summary>
internal static class ConfigText
{
    // It goes to a process of ours and into no page of HTML.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes what is kept, each with its path such as <c>a.b.c</c>.</summary>
    public static string Write(Config config, Func<string, HoconValue, bool> isKept)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, Plain))
            Write(writer, "", config.Root, isKept);
        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static HoconValue Read(string text)
    {
        using var document = JsonDocument.Parse(text);
        return Read(document.RootElement);
    }

    /// <summary>A text as a value.</summary>
    public static HoconValue Literal(string text) => Value(new HoconLiteral { Value = text });

    private static void Write(Utf8JsonWriter writer, string path, HoconValue value, Func<string, HoconValue, bool> isKept)
    {
        if (value.IsObject())
        {
            writer.WriteStartObject();
            foreach (var (key, child) in value.GetObject().Items)
            {
                var childPath = path.Length == 0 ? key : $"{path}.{key}";
                if (!isKept(childPath, child))
                    continue;
                writer.WritePropertyName(key);
                Write(writer, childPath, child, isKept);
            }

            writer.WriteEndObject();
        }
        else if (value.Values.Any(element => element.IsArray()))
        {
            writer.WriteStartArray();
            foreach (var item in value.GetArray())
                writer.WriteStringValue(item.GetString());
            writer.WriteEndArray();
        }
        else
        {
            writer.WriteStringValue(value.IsEmpty ? "" : value.GetString());
        }
    }

    private static HoconValue Read(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var block = new HoconObject();
                foreach (var property in element.EnumerateObject())
                    block.Items[property.Name] = Read(property.Value);
                return Value(block);
            case JsonValueKind.Array:
                var list = new HoconArray();
                foreach (var item in element.EnumerateArray())
                    list.Add(Read(item));
                return Value(list);
            default:
                return Literal(element.GetString() ?? "");
        }
    }

    private static HoconValue Value(IHoconElement element)
    {
        var value = new HoconValue();
        value.AppendValue(element);
        return value;
    }
}
