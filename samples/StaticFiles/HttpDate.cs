using System.Text;
using Microsoft.Net.Http.Headers;

namespace StaticFiles;

/// <summary>Dates as HTTP writes them.</summary>
internal static class HttpDate
{
    private static volatile Second _now = new(DateTime.MinValue);

    /// <summary>The present second, written once for all connections.</summary>
    public static ReadOnlySpan<byte> Now
    {
        get
        {
            var now = Seconds(DateTime.UtcNow);
            var last = _now;
            if (last.Time != now)
                _now = last = new Second(now);
            return last.Text;
        }
    }

    public static string Format(DateTime utc) => HeaderUtilities.FormatDate(new DateTimeOffset(utc, TimeSpan.Zero));

    /// <summary>Without fractions, which HTTP has not.</summary>
    public static DateTime Seconds(DateTime utc) => new(utc.Ticks - (utc.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);

    private sealed class Second(DateTime time)
    {
        public DateTime Time => time;

        public byte[] Text { get; } = Encoding.ASCII.GetBytes(Format(time));
    }
}
