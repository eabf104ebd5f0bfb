using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ActorServer.Admin.Endpoints;

/// <summary>A control that is asked for: what its path names, and its body.</summary>
internal sealed class ControlCall(HttpContext context)
{
    private static readonly string[] Named = ["service", "id", "worker"];
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 4, AllowDuplicateProperties = false };

    /// <summary>A part of the path.</summary>
    public string Text(string name) => (string)context.GetRouteValue(name)!;

    /// <summary>What its path names, as a record has it: <c> service=default worker=7</c>.</summary>
    public string Target => string.Concat(Named.Where(name => context.GetRouteValue(name) is not null).Select(name => $" {name}={LoggedText.WhenNeeded(Text(name))}"));

    /// <summary>The body: a JSON object of texts, numbers, true and false; nothing for no body.</summary>
    /// <exception cref="BadHttpRequestException">It is something else.</exception>
    public async Task<IReadOnlyDictionary<string, string>> ReadPairsAsync()
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var json = await JsonDocument.ParseAsync(context.Request.Body, Strict, context.RequestAborted).ConfigureAwait(false);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                throw NoPairs();
            foreach (var property in json.RootElement.EnumerateObject())
            {
                pairs[property.Name] = property.Value.ValueKind switch
                {
                    JsonValueKind.String => property.Value.GetString()!,
                    JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => property.Value.GetRawText(),
                    _ => throw NoPairs(),
                };
            }

            return pairs;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            // The second is a text that is no Unicode, such as half of a surrogate pair.
            throw NoPairs();
        }
    }

    private static BadHttpRequestException NoPairs() => new("The body must be a JSON object whose values are texts or numbers, each key once.");
}
