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

    /// <summary>Writes what is kept, each with its path such as <c>a.b.c</c>, in one line.</summary>
    public static byte[] Write(Config config, Func<string, HoconValue, bool> isKept)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, Plain))
            Write(writer, "", config.Root, isKept);
        return text.ToArray();
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="JsonException">It is not what <see cref="Write(Config, Func{string, HoconValue, bool})"/> writes.</exception>
    public static HoconValue Read(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text);
        var root = ReadNext(ref reader);
        return reader.Read() ? throw new JsonException("There is something behind the configuration.") : root;
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

    private static HoconValue ReadNext(ref Utf8JsonReader reader)
    {
        _ = reader.Read();
        return ReadHere(ref reader);
    }

    private static HoconValue ReadHere(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var block = new HoconObject();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                    block.Items[reader.GetString()!] = ReadNext(ref reader);
                return Value(block);
            case JsonTokenType.StartArray:
                var list = new HoconArray();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    list.Add(ReadHere(ref reader));
                return Value(list);
            case JsonTokenType.String:
                return Literal(reader.GetString()!);
            default:
                throw new JsonException($"A configuration has no {reader.TokenType}.");
        }
    }

    private static HoconValue Value(IHoconElement element)
    {
        var value = new HoconValue();
        value.AppendValue(element);
        return value;
    }
}
