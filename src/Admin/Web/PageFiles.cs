using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ActorServer.Admin.Web;

/// <summary>
/// The page: what lies in the folder Page, under the same path. <c>index.html</c> is the page, <c>login.html</c> the form for whoever has shown
/// no token; the others are the same for everybody and hold nothing of the server.
/// </summary>
internal static class PageFiles
{
    private const string Prefix = "Page/";
    private const string Index = "/index.html";
    private const string Login = "/login.html";

    /// <summary>Where the login form says what was wrong.</summary>
    private const string MessageMark = "<!-- message -->";

    private static readonly FrozenDictionary<string, string> ContentTypes = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".ico"] = "image/x-icon",
        [".webmanifest"] = "application/manifest+json",
    }.ToFrozenDictionary();

    private static readonly Lazy<FrozenDictionary<string, PageFile>> Files = new(Load);

    /// <summary>Whether the page is asked for.</summary>
    public static bool IsPage(HttpRequest request) => request.Path == "/" && HttpMethods.IsGet(request.Method);

    /// <summary>Whether a path is a file of the page that is no page itself.</summary>
    public static bool IsAsset(string path) => path is not (Index or Login) && Files.Value.ContainsKey(path);

    /// <summary>The paths of all such files.</summary>
    public static IEnumerable<string> Assets => Files.Value.Keys.Where(IsAsset);

    /// <summary>The page.</summary>
    public static Task IndexAsync(HttpContext context) => SendAsync(context, Files.Value[Index]);

    /// <summary>One of its files: the path it is asked for by may be written otherwise.</summary>
    public static RequestDelegate Asset(string path)
    {
        var file = Files.Value[path];
        return context => SendAsync(context, file);
    }

    /// <summary>The login form.</summary>
    public static Task LoginAsync(HttpContext context, int status, string message)
    {
        var note = message.Length == 0 ? "" : $"<p role=\"alert\">{message}</p>";
        var bytes = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Files.Value[Login].Bytes).Replace(MessageMark, note, StringComparison.Ordinal));
        context.Response.StatusCode = status;
        context.Response.ContentType = ContentTypes[".html"];
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes, 0, bytes.Length, context.RequestAborted);
    }

    private static Task SendAsync(HttpContext context, PageFile file)
    {
        var response = context.Response;
        // Asked for each time, and sent when it has changed: a server that was replaced has another page.
        response.Headers.CacheControl = "no-cache";
        response.Headers.ETag = file.Tag;
        if (context.Request.Headers.IfNoneMatch.ToString().Contains(file.Tag, StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = file.ContentType;
        response.ContentLength = file.Bytes.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(file.Bytes, 0, file.Bytes.Length, context.RequestAborted);
    }

    private static FrozenDictionary<string, PageFile> Load()
    {
        var assembly = typeof(PageFiles).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(name => '/' + name[Prefix.Length..], name =>
            {
                using var resource = assembly.GetManifestResourceStream(name)!;
                var bytes = new byte[resource.Length];
                resource.ReadExactly(bytes);
                return new PageFile(bytes, ContentTypes.GetValueOrDefault(Path.GetExtension(name), "application/octet-stream"), $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes)[..8])}\"");
            });
    }

    private sealed record PageFile(byte[] Bytes, string ContentType, string Tag);
}
