using System.Net;
using ActorServer.Control.Finding;

namespace ActorServer.Control.Asking;

/// <summary>What a server's answer means, in one line.</summary>
internal static class AnswerText
{
    private const int Longest = 400;

    /// <summary>The sentence that an answer has; null where it has none.</summary>
    public static async Task<string?> OfAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentType?.MediaType != "text/plain")
            return null;
        var text = (await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false)).ReplaceLineEndings(" ").Trim();
        var plain = string.Concat(text.Where(letter => !char.IsControl(letter)));
        return plain.Length == 0 ? null : plain.Length <= Longest ? plain : string.Concat(plain.AsSpan(0, Longest - 1), "…");
    }

    /// <summary>Why it is not what was asked for.</summary>
    public static async Task<string> ErrorAsync(HttpResponseMessage response, AdminTarget target, CancellationToken cancellation)
    {
        var said = await OfAsync(response, cancellation).ConfigureAwait(false);
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => target.Token is null
                ? $"the server at {target.Address.Text} wants a token; give --token-file FILE, or set {AdminTarget.TokenFileVariable}"
                : $"the token of {target.TokenFile} is not that of the server at {target.Address.Text}",
            HttpStatusCode.Forbidden or HttpStatusCode.BadRequest or HttpStatusCode.Conflict or HttpStatusCode.NotFound or HttpStatusCode.NotImplemented
                or HttpStatusCode.MisdirectedRequest or HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests when said is not null => said,
            HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented => $"what answers at {target.Address.Text} does not know that ({(int)response.StatusCode}); it is an older actor-server, or none",
            _ => $"what answers at {target.Address.Text} is no actor-server: it says {(int)response.StatusCode} {response.ReasonPhrase}",
        };
    }
}
