using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.AspNetCore.WebUtilities;
using HttpMethod = Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http.HttpMethod;

namespace StaticFiles;

/// <summary>Answers requests with the files of one folder. It keeps nothing of them, and any number of connections can use it.</summary>
internal sealed class Site(StaticFilesSettings settings)
{
    private static readonly ConcurrentDictionary<StaticFilesSettings, Site> Sites = new();
    private static readonly FileExtensionContentTypeProvider ContentTypes = new();

    private readonly FileTree _tree = new(settings);

    /// <summary>The one of these settings in this process; services may have different ones.</summary>
    public static Site Of(StaticFilesSettings settings) => Sites.GetOrAdd(settings, static settings => new Site(settings));

    /// <summary>The answer, whose file the caller closes.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isLast">No further request is wanted, whatever the client wants.</param>
    public Response Answer(Request request, bool isLast)
    {
        var keepsAlive = request.KeepsAlive && !isLast;
        var status = Judge(request);
        if (status != HttpStatusCode.OK)
            return Plain(request, status, keepsAlive);
        status = TargetPath.Decode(request.Path, settings.DotFiles, out var target);
        if (status != HttpStatusCode.OK)
            return Plain(request, status, keepsAlive);
        status = _tree.Find(target, out var file);
        return status switch
        {
            HttpStatusCode.OK => Send(request, file, keepsAlive),
            HttpStatusCode.MovedPermanently => Plain(request, status, keepsAlive, LocationOf(target)),
            _ => Plain(request, status, keepsAlive),
        };
    }

    private static HttpStatusCode Judge(Request request) => request switch
    {
        { Refusal: not HttpStatusCode.OK } => request.Refusal,
        { Method: HttpMethod.Get or HttpMethod.Head } => HttpStatusCode.OK,
        { Method: HttpMethod.Custom } => HttpStatusCode.NotImplemented,
        _ => HttpStatusCode.MethodNotAllowed,
    };

    private static Response Send(Request request, FoundFile file, bool keepsAlive)
    {
        var modified = HttpDate.Seconds(file.ModifiedUtc);
        var isNotModified = request.IfModifiedSince is { } since && modified <= since.UtcDateTime;
        var hasBody = !isNotModified && request.Method == HttpMethod.Get;
        if (!hasBody)
            file.Handle?.Dispose();
        return new Response
        {
            Status = isNotModified ? HttpStatusCode.NotModified : HttpStatusCode.OK,
            KeepsAlive = keepsAlive,
            TellsToKeepAlive = request.IsOld,
            ContentType = isNotModified ? null : TypeOf(file.Extension),
            // A time that is still to come would be told to the client as one at which nothing was changed.
            ModifiedUtc = modified <= DateTime.UtcNow ? modified : null,
            Length = isNotModified ? null : file.Length,
            File = hasBody ? file.Handle : null,
        };
    }

    private static Response Plain(Request request, HttpStatusCode status, bool keepsAlive, string? location = null)
    {
        var text = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{(int)status} {ReasonPhrases.GetReasonPhrase((int)status)}\n"));
        return new Response
        {
            Status = status,
            KeepsAlive = keepsAlive,
            TellsToKeepAlive = request.IsOld,
            ContentType = "text/plain",
            Location = location,
            Length = text.Length,
            Text = request.Method == HttpMethod.Head ? default(ReadOnlyMemory<byte>) : text,
        };
    }

    // Made of the names, not of what was asked for: two slashes at its beginning would name another host.
    private static string LocationOf(TargetPath target) =>
        $"/{string.Join('/', target.Name.Split('/').Select(Uri.EscapeDataString))}/";

    private static string TypeOf(string extension) =>
        ContentTypes.Mappings.TryGetValue(extension, out var type) ? type : "application/octet-stream";
}
