using System.Globalization;
using System.Text;

namespace ActorServer.Admin.Endpoints;

/// <summary>
/// A text that somebody else has written, as a field of a record: on one line and cut, so that it can neither forge a record nor steer a
/// terminal. As the server writes its fields, but that whatever is not ASCII is a number.
/// </summary>
internal static class LoggedText
{
    private const int Longest = 512;

    /// <summary>As it is where it is a word; otherwise in quotes.</summary>
    public static string WhenNeeded(string text) =>
        text.Length is > 0 and <= Longest && text.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_.,:/+".Contains(letter)) ? text : Quoted(text);

    /// <summary>In quotes.</summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var letter in text)
        {
            if (quoted.Length > Longest)
            {
                quoted.Append('…');
                break;
            }

            _ = letter switch
            {
                '"' or '\\' => quoted.Append('\\').Append(letter),
                >= ' ' and <= '~' => quoted.Append(letter),
                _ => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
            };
        }

        return quoted.Append('"').ToString();
    }
}
