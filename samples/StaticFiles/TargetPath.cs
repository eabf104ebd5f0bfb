using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Unicode;

namespace StaticFiles;

/// <summary>Where a request's target points below the root: decoded once, in normal form, and never upwards.</summary>
/// <param name="Name">The names of folders and file, joined by single slashes; empty is the root itself.</param>
/// <param name="IsFolder">The target ended in a slash.</param>
internal readonly record struct TargetPath(string Name, bool IsFolder)
{
    private const int Usual = 512;

    /// <summary>Decodes the path of an origin-form target.</summary>
    /// <returns>OK; Bad Request for what is no path; Not Found for what is never served.</returns>
    public static HttpStatusCode Decode(ReadOnlySpan<byte> target, bool dotFiles, out TargetPath path)
    {
        path = default;
        var decoded = target.Length <= Usual ? stackalloc byte[Usual] : new byte[target.Length];
        var status = Unescape(target, decoded, out var length);
        if (status != HttpStatusCode.OK)
            return status;
        return Utf8.IsValid(decoded[..length]) ? Join(Encoding.UTF8.GetString(decoded[..length]), dotFiles, out path) : HttpStatusCode.BadRequest;
    }

    private static HttpStatusCode Unescape(ReadOnlySpan<byte> target, Span<byte> decoded, out int length)
    {
        length = 0;
        for (var at = 0; at < target.Length; at++)
        {
            var letter = target[at];
            if (letter == '%')
            {
                if (at + 2 >= target.Length || !byte.TryParse(target.Slice(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out letter))
                    return HttpStatusCode.BadRequest;
                at += 2;
                // A slash that is part of a name; no file has one.
                if (letter == '/')
                    return HttpStatusCode.NotFound;
            }

            if (letter is < 0x20 or 0x7f)
                return HttpStatusCode.BadRequest;
            decoded[length++] = letter;
        }

        return HttpStatusCode.OK;
    }

    private static HttpStatusCode Join(string decoded, bool dotFiles, out TargetPath path)
    {
        path = default;
        if (!decoded.StartsWith('/'))
            return HttpStatusCode.BadRequest;
        var names = decoded.Split('/', StringSplitOptions.RemoveEmptyEntries);
        foreach (var name in names)
        {
            // Clients take these out themselves. Who sends them all the same looks for a way up.
            if (name is "." or "..")
                return HttpStatusCode.BadRequest;
            if (name[0] == '.' && !dotFiles)
                return HttpStatusCode.NotFound;
        }

        path = new TargetPath(string.Join('/', names), decoded.EndsWith('/'));
        return HttpStatusCode.OK;
    }
}
