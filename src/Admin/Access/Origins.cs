using Microsoft.AspNetCore.Http;

namespace ActorServer.Admin.Access;

/// <summary>
/// Tells requests that another site's page has a browser send. A browser says so, and nothing else sends these headers; a token
/// or cookie makes no difference, as the browser may have added it.
/// </summary>
internal static class Origins
{
    private const string FetchSite = "Sec-Fetch-Site";
    private const string FetchMode = "Sec-Fetch-Mode";
    private const string FetchDestination = "Sec-Fetch-Dest";

    /// <summary>Why the request is refused; null where it is not.</summary>
    public static string? Objection(HttpRequest request)
    {
        if (request.Headers.Origin is { Count: > 0 } origin && !IsOwn(origin.ToString(), request.Host.Value ?? ""))
            return $"a page of {Printable(origin.ToString())} may not use this server";
        var site = request.Headers[FetchSite].ToString();
        return site is "" or "none" or "same-origin" || IsLinkToPage(request) ? null : $"a page of another origin may not use this server ({FetchSite}: {Printable(site)})";
    }

    /// <summary>Whether a browser has said that the request comes from our own page.</summary>
    public static bool SaysOwn(HttpRequest request) =>
        request.Headers.Origin.Count > 0 || request.Headers[FetchSite].ToString() == "same-origin";

    // The scheme does not count: a proxy in front may speak HTTPS.
    private static bool IsOwn(string origin, string host) =>
        origin.IndexOf("://", StringComparison.Ordinal) is >= 0 and var end && origin.AsSpan(end + 3).Equals(host, StringComparison.OrdinalIgnoreCase);

    // A dashboard may lead to the page; it does not get to see it.
    private static bool IsLinkToPage(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Path == "/" && request.Headers[FetchMode] == "navigate" && request.Headers[FetchDestination] == "document";

    private static string Printable(string text) => string.Concat(text.Take(200).Where(letter => letter is >= ' ' and < '\x7f'));
}
