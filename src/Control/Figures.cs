using System.Globalization;

namespace ActorServer.Control;

/// <summary>Numbers as people read them, in few characters; the same words as on the status page.</summary>
internal static class Figures
{
    /// <summary>A count with its thousands apart: <c>1,234,567</c>.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A rate a second: <c>0</c>, <c>0.4</c>, <c>12</c>, <c>3,400</c>.</summary>
    public static string Rate(double rate) => rate is > 0 and < 10 ? rate.ToString("0.#", CultureInfo.InvariantCulture) : rate.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Bytes: <c>812 B</c>, <c>3.4 MB</c>.</summary>
    public static string Bytes(double bytes)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB", "PB"];
        var unit = 0;
        while (bytes >= 999.5 && unit < units.Length - 1)
        {
            bytes /= 1000;
            unit++;
        }

        return $"{bytes.ToString(unit > 0 && bytes < 99.95 ? "0.0" : "0", CultureInfo.InvariantCulture)} {units[unit]}";
    }

    /// <summary>How long something took: <c>0.4 ms</c>, <c>12 ms</c>, <c>3.2 s</c>; beyond as <see cref="Age"/>.</summary>
    public static string Duration(double? seconds) => seconds switch
    {
        null => "-",
        < 0.00995 => $"{(seconds.Value * 1000).ToString("0.#", CultureInfo.InvariantCulture)} ms",
        < 0.9995 => $"{(seconds.Value * 1000).ToString("0", CultureInfo.InvariantCulture)} ms",
        < 9.95 => $"{seconds.Value.ToString("0.0", CultureInfo.InvariantCulture)} s",
        _ => Age(seconds.Value),
    };

    /// <summary>How long something has been: <c>12 s</c>, <c>3 min</c>, <c>4 h 12 min</c>, <c>3 d 4 h</c>.</summary>
    public static string Age(double seconds)
    {
        var whole = (long)Math.Max(0, seconds);
        return whole switch
        {
            < 60 => $"{whole} s",
            < 3_600 => $"{whole / 60} min",
            < 86_400 => $"{whole / 3_600} h{(whole / 60 % 60 is > 0 and var minutes ? $" {minutes} min" : "")}",
            _ => $"{whole / 86_400} d{(whole / 3_600 % 24 is > 0 and var hours ? $" {hours} h" : "")}",
        };
    }

    /// <summary>A text that steers no terminal and is one line.</summary>
    public static string Plain(string? text) => text is null ? "" : string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));
}
