using System.Globalization;
using ActorServer.Server.Configuration;

namespace ActorServer.Server.Embedding;

/// <summary>A value of the application's code as HOCON has it.</summary>
internal static class SettingText
{
    /// <exception cref="ArgumentException">It is of no kind that a setting can be.</exception>
    public static string Of(object value) => value switch
    {
        string text => text,
        bool truth => truth ? "true" : "false",
        TimeSpan time => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.####}ms"),
        IEnumerable<string> words => $"[{string.Join(", ", words.Select(ConfigTree.Quoted))}]",
        sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        _ => throw new ArgumentException($"A setting is a text, a number, a TimeSpan or several texts, and no {value.GetType()}.", nameof(value)),
    };
}
