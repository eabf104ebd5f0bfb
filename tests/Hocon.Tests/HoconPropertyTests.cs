using System.Text;
using CsCheck;

namespace ActorServer.Hocon.Tests;

/// <summary>Whatever tree is written in whatever of HOCON's ways, it reads as that tree.</summary>
public class HoconPropertyTests
{
    private static readonly Gen<string> Keys = Gen.OneOf("a", "b", "c-d", "e_f", "9", "with blank", "a.b", "include", "dollar$", "Grüße", "");
    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.Char[' ', '~'].Array[0, 12].Select(letters => new string(letters)),
        Gen.OneOf("\"", "\\", "${x}", "//", "#", "a\nb", "a\tb", "\"\"\"", "null", "5s", "ü", "\u0001"));

    [Fact]
    public void A_tree_reads_as_it_was_written() =>
        Gen.Select(Trees(3), Gen.Int[0, int.MaxValue]).Sample((tree, seed) =>
        {
            var text = new Writer(new Random(seed)).Write(tree);
            Assert.Equal(Plain(tree), Plain(HoconText.Read(text, new HoconSource("test", "/"), HoconShorthands.None)));
        });

    private static Gen<Dictionary<string, object>> Trees(int depth)
    {
        var scalars = Texts.Select(text => (object)text);
        var lists = Texts.Array[0, 3].Select(items => (object)items);
        var values = depth == 0 ? Gen.OneOf(scalars, lists) : Gen.OneOf(scalars, lists, Trees(depth - 1).Select(tree => (object)tree));
        return Gen.Select(Keys, values).Array[0, 4].Select(fields => fields.DistinctBy(field => field.Item1).ToDictionary(field => field.Item1, field => field.Item2));
    }

    private static string Plain(object value) => value switch
    {
        Dictionary<string, object> tree => $"{{{string.Join(',', tree.Select(field => $"<{field.Key}>{Plain(field.Value)}"))}}}",
        string[] items => $"[{string.Join(',', items.Select(Plain))}]",
        HoconBlock block => $"{{{string.Join(',', block.Fields.Select(field => $"<{field.Key}>{Plain(field.Value)}"))}}}",
        HoconList list => $"[{string.Join(',', list.Items.Select(Plain))}]",
        HoconScalar scalar => $"'{scalar.Text}'",
        _ => $"'{value}'",
    };

    /// <summary>Writes HOCON in ways that are drawn.</summary>
    private sealed class Writer(Random random)
    {
        private readonly StringBuilder _text = new();

        public string Write(Dictionary<string, object> tree)
        {
            var braces = random.Next(2) == 0;
            _text.Append(Any("", "\uFEFF", "\n", "# {\n")).Append(braces ? "{" : "");
            WriteFields(tree);
            return _text.Append(braces ? "}" : "").Append(Any("", "\n", "\r\n", " // [")).ToString();
        }

        private string Any(params string[] ways) => ways[random.Next(ways.Length)];

        private void WriteFields(Dictionary<string, object> tree)
        {
            var first = true;
            foreach (var (key, value) in tree)
            {
                _text.Append(first ? Any("", "\n") : Any(",", "\n", "\r\n", " , \n", "\n,", " # \"\n", "// }\n\n"));
                _text.Append(Any("", " ", "\t")).Append(Quoted(key)).Append(value is Dictionary<string, object> ? Any("", " ", " = ", ":", " :\n") : Any("=", " = ", ": ", " =\n"));
                WriteValue(value);
                first = false;
            }

            _text.Append(first ? "" : Any("", ",", "\n", " ,\n")).Append(Any("", " "));
        }

        private void WriteValue(object value)
        {
            switch (value)
            {
                case Dictionary<string, object> tree:
                    _text.Append('{');
                    WriteFields(tree);
                    _text.Append('}');
                    break;
                case string[] items:
                    _text.Append('[').AppendJoin(Any(",", "\n", ", \n"), items.Select(Quoted)).Append(items.Length > 0 ? Any("", ",", "\n") : "").Append(']');
                    break;
                default:
                    _text.Append(Quoted((string)value));
                    break;
            }
        }

        private string Quoted(string text) => random.Next(3) == 0 && !text.Contains("\"\"\"", StringComparison.Ordinal) && !text.EndsWith('"')
            ? $"\"\"\"{text}\"\"\""
            : random.Next(2) == 0 && text is "a" or "b" or "c-d" or "9" or "5s"
                ? text
                : $"\"{string.Concat(text.Select(Escaped))}\"";

        private string Escaped(char character) => character switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            < ' ' => $"\\u{(int)character:x4}",
            _ when random.Next(8) == 0 => $"\\u{(int)character:X4}",
            _ => character.ToString(),
        };
    }
}
