using System.Globalization;
using ActorServer.Monitoring;

namespace ActorServer.Control;

/// <summary>Numbers as people read them, in few characters, as the status page writes them too.</summary>
internal static class Figures
{
    /// <summary>What stands where there is no value.</summary>
    public const string Missing = "–";

    /// <summary>A count with its thousands apart: <c>1,234,567</c>.</summary>
    public static string Count(long count) => Number(count, "N0");

    /// <summary>A rate a second: <c>0</c>, <c>0.4</c>, <c>12</c>, <c>3,400</c>.</summary>
    public static string Rate(double rate) => Number(rate, rate is > 0 and < 10 ? "0.0" : "N0");

    /// <summary>Bytes: <c>812 B</c>, <c>3.4 MB</c>, <c>57 MB</c>.</summary>
    public static string Bytes(double bytes)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB", "PB"];
        var unit = 0;
        for (; bytes >= 999.5 && unit < units.Length - 1; unit++)
            bytes /= 1000;
        return $"{Number(bytes, unit > 0 && bytes < 9.95 ? "0.0" : "0")} {units[unit]}";
    }

    /// <summary>How long something took, in two units at most: <c>0.4 ms</c>, <c>3.2 s</c>, <c>4 min 12 s</c>, <c>3 d 4 h</c>.</summary>
    public static string Duration(double? seconds) => seconds switch
    {
        null => Missing,
        0 => "0 s",
        < 0.9995 => $"{Number(seconds.Value * 1000, seconds < 0.00995 ? "0.0" : "0")} ms",
        < 9.95 => $"{Number(seconds.Value, "0.#")} s",
        _ => Age(seconds.Value),
    };

    /// <summary>How long something has been; parts of a second would only flicker.</summary>
    public static string Age(double seconds)
    {
        var whole = (long)Math.Max(0, seconds);
        return whole switch
        {
            < 60 => $"{whole} s",
            < 3_600 => $"{whole / 60} min {whole % 60} s",
            < 86_400 => $"{whole / 3_600} h {whole / 60 % 60} min",
            _ => $"{whole / 86_400} d {whole / 3_600 % 24} h",
        };
    }

    /// <summary>The same in one unit, for where there is little room.</summary>
    public static string Brief(double? seconds) => seconds switch
    {
        null => Missing,
        < 60 => Duration(seconds),
        < 5_970 => $"{Number(seconds.Value / 60, seconds < 597 ? "0.0" : "0")} min",
        < 356_400 => $"{Number(seconds.Value / 3_600, seconds < 35_820 ? "0.0" : "0")} h",
        _ => $"{Number(seconds.Value / 86_400, "0")} d",
    };

    /// <summary>How many clients a service serves at once: <c>max-connections</c>, and no more than its workers have places; null for no cap.</summary>
    public static long? Cap(ServiceStatus service)
    {
        var places = service.Workers is { } workers ? (long)workers.Max * workers.ClientsAtOnce : long.MaxValue;
        var most = Math.Min(service.MaxConnections == 0 ? long.MaxValue : service.MaxConnections, places);
        return most == long.MaxValue ? null : most;
    }

    /// <summary>A text that steers no terminal, is one line, and takes as many columns as it has letters: what does not is replaced.</summary>
    public static string Plain(string? text) => text is null ? "" : string.Concat(text.Select(Shown));

    private static char Shown(char letter) => char.IsControl(letter) || char.IsSurrogate(letter) ? ' ' : LetterWidth.IsOne(letter) ? letter : '?';

    private static string Number(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
